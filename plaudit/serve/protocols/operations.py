"""What those who run a server ask.

GET /health   200 while the process lives
GET /ready    200 where another sample would be taken, else 503
GET /metrics  counts for Prometheus
"""

from __future__ import annotations

from fastapi import FastAPI, Response

from plaudit.serve.desk import Desk


def operations(app: FastAPI, desk: Desk) -> None:
    """Adds the three."""

    @app.get("/health")
    def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/ready")
    def ready() -> Response:
        return Response(status_code=200 if desk.ready else 503)

    @app.get("/metrics")
    def metrics() -> Response:
        return Response(desk.metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")
