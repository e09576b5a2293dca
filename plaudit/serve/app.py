"""The app: every protocol on one desk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from plaudit.core import DataError, Generator, PlauditError, Scorer, UsageError, find, names
from plaudit.serve.config import Config

if TYPE_CHECKING:
    from fastapi import FastAPI

BAD_REQUEST = 400


def make_app(scorer: Scorer, generator: Generator | None = None, config: Config | None = None) -> FastAPI:
    """A FastAPI app that scores, and with a generator writes, in every protocol of `plaudit.serve.protocols`.

    A file there is its registration: a function of the file's name, from an app and a desk, that adds its routes.
    Rejected requests are told why in the form of `plaudit.serve.rejected`, by type:

        bad_request 400, model_not_found and no_generator 404, body_too_large and too_many_samples 413,
        queue_full 429 with Retry-After, model_failed and internal 500, closing 503, deadline 504

    Raises UsageError where the packages of the extra `serve` are not installed.
    """
    try:
        import fastapi
        import prometheus_client  # noqa: F401 - asked for here, so that the message is about all of the extra
        import python_multipart  # noqa: F401
    except ImportError as error:
        raise UsageError(f"serving needs {error.name}", remedy='pip install "plaudit[serve]"') from error

    from plaudit.serve import protocols
    from plaudit.serve.desk import Desk
    from plaudit.serve.watch import Watch

    desk = Desk(scorer, generator, config or Config())

    @asynccontextmanager
    async def open_hours(_: FastAPI) -> AsyncIterator[None]:
        desk.start()
        yield
        desk.stop()

    app = fastapi.FastAPI(title="plaudit", lifespan=open_hours)
    app.add_middleware(Watch, metrics=desk.metrics, max_body=desk.config.max_body)
    _answer_errors(app)
    for name in names(protocols):
        find(protocols, name)(app, desk)
    return app


def _answer_errors(app: FastAPI) -> None:
    """Every error in one form, also for wrong fields, wrong addresses and faults of plaudit."""
    from fastapi import Request
    from fastapi.exceptions import RequestValidationError
    from fastapi.responses import JSONResponse
    from starlette.exceptions import HTTPException

    from plaudit.serve.rejected import Rejected, error_body

    def told(status: int, kind: str, message: str, headers: dict[str, str] | None = None) -> JSONResponse:
        return JSONResponse(error_body(status, kind, message), status, headers)

    @app.exception_handler(PlauditError)
    async def of_plaudit(_: Request, error: PlauditError) -> JSONResponse:
        if isinstance(error, Rejected):
            return told(error.status, error.kind, str(error), error.headers)
        if isinstance(error, DataError | UsageError):
            return told(BAD_REQUEST, "bad_request", str(error))
        return told(500, "internal", str(error))

    @app.exception_handler(RequestValidationError)
    async def of_fields(_: Request, error: RequestValidationError) -> JSONResponse:
        wrong = [f"{'.'.join(map(str, e['loc'][1:]))}: {e['msg']}" for e in error.errors()]
        return told(BAD_REQUEST, "bad_request", "; ".join(wrong)[:500])

    @app.exception_handler(HTTPException)
    async def of_http(request: Request, error: HTTPException) -> JSONResponse:
        if isinstance(error.__cause__, Rejected):  # FastAPI wraps whatever is raised while a body comes in
            return await of_plaudit(request, error.__cause__)
        return told(error.status_code, "http", str(error.detail))

    @app.exception_handler(Exception)
    async def of_plaudit_itself(_: Request, error: Exception) -> JSONResponse:
        return told(500, "internal", f"{type(error).__name__}: {error}")
