"""Requests that are turned down, and the one form in which they are told so: that of OpenAI and vLLM.

{"error": {"message": "...", "type": "queue_full", "param": null, "code": 429}}
"""

from __future__ import annotations

from plaudit.core import Json, PlauditError


class Rejected(PlauditError):
    """A request that gets no answer: the HTTP status, and its reason in one word."""

    def __init__(self, status: int, kind: str, what: str, *, remedy: str = "", retry_after: int | None = None) -> None:
        super().__init__(what, remedy=remedy)
        self.status, self.kind = status, kind
        self.headers = {} if retry_after is None else {"Retry-After": str(retry_after)}


def error_body(status: int, kind: str, message: str) -> dict[str, Json]:
    """What a rejected request is sent."""
    return {"error": {"message": message, "type": kind, "param": None, "code": status}}
