"""plaudit's own form: Samples in, Verdicts out, as `plaudit.core.codec` writes them. What `Remote` speaks.

    POST /v1/score    {"samples": [...]}  ->  {"verdicts": [...]}     an Unscored is returned as such
    GET  /v1/info     {"scorer": {...}, "generator": null | "name", "limits": {...}}

Media stand in a sample as data URIs, as base64 under `bytes`, or as URLs where the server allows these. Or the body is
multipart/form-data: the JSON in the field `request`, and files whose names a sample gives as `"url": "part://NAME"`.
"""

from __future__ import annotations

import json
from dataclasses import replace

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool

from plaudit.core import DataError, Json, Sample
from plaudit.core.codec import decode, encode
from plaudit.serve.desk import Desk


def native(app: FastAPI, desk: Desk) -> None:
    """Adds /v1/score and /v1/info."""
    manifest = json.loads(json.dumps(dict(desk.info.manifest), default=str))
    info: dict[str, Json] = {
        "scorer": encode(replace(desk.info, manifest=manifest)),
        "generator": desk.config.generator_name if desk.writes else None,
        "limits": {name: getattr(desk.config, name) for name in ("max_batch", "queue", "deadline", "max_body")},
    }

    @app.get("/v1/info")
    def about() -> dict[str, Json]:
        return info

    @app.post("/v1/score")
    async def score(request: Request) -> dict[str, Json]:
        body, uploads = await _read(request, desk.config.max_body)
        samples = await run_in_threadpool(_samples, body)
        verdicts = await desk.verdicts(samples, uploads)
        return {"verdicts": [encode(verdict) for verdict in verdicts]}


async def _read(request: Request, max_body: int) -> tuple[bytes | str, dict[str, bytes]]:
    """The JSON, and what was uploaded beside it."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await request.body(), {}
    async with request.form(max_part_size=max_body) as form:
        fields = {name: await v.read() if hasattr(v, "read") else v for name, v in form.multi_items()}
    body = fields.pop("request", "")
    return body, {name: value if isinstance(value, bytes) else value.encode() for name, value in fields.items()}


def _samples(body: bytes | str) -> list[Sample]:
    try:
        given = json.loads(body)
    except ValueError as error:
        raise DataError(f"not JSON: {error}", where="body", remedy='Send {"samples": [...]}.') from None
    rows = given.get("samples") if isinstance(given, dict) else None
    if not isinstance(rows, list):
        raise DataError("there is no list of samples", where="body", remedy='Send {"samples": [...]}.')
    samples = [decode(Sample, row, f"samples[{k}]") for k, row in enumerate(rows)]
    if len({sample.id for sample in samples}) < len(samples):
        raise DataError("two samples have one id", where="samples", remedy="Give each an id of its own.")
    return samples
