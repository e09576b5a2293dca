"""Around every request: how long it may be, how long it took, and how it ended."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from plaudit.serve.metrics import Metrics
from plaudit.serve.rejected import Rejected

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Watch:
    """A middleware. A body is counted as it comes in, whatever its header says."""

    def __init__(self, app: ASGIApp, metrics: Metrics, max_body: int) -> None:
        self._app, self._metrics, self._max_body = app, metrics, max_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start, status, size = time.monotonic(), 500, 0

        async def counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > self._max_body:
                remedy = "Send fewer or smaller samples."
                raise Rejected(413, "body_too_large", f"more than {self._max_body:,} bytes", remedy=remedy)
            return message

        async def noted(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self._app(scope, counted, noted)
        finally:
            route = getattr(scope.get("route"), "path", "none")  # never the address itself: anybody can invent those
            self._metrics.request(route, status, time.monotonic() - start)
