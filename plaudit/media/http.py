"""One way to ask a server for JSON: with a deadline, retries and several calls at once.

It stands in `media` because the two that need it, a generator in `models` and the client in `serve`, may not import
each other, and because reading from elsewhere under a stated limit is what this folder is for; `core` holds the
standard library only. Calls are blocking and run in threads, so that they work inside a running event loop too.
"""

from __future__ import annotations

import random
import time
import weakref
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from plaudit.core import Json, UsageError

if TYPE_CHECKING:
    import httpx

A = TypeVar("A")
B = TypeVar("B")

AGAIN = frozenset({408, 425, 429, 502, 503, 504})
"""Statuses that say "not now". 500 is not one: what breaks a server once breaks it again."""
DOWN = 0
"""The status of a reply that never came."""


class Reply(NamedTuple):
    """What a server said."""

    status: int
    """Of HTTP; `DOWN` where nothing came before the deadline."""
    body: Json
    """The JSON; None where it sent none."""
    said: str
    """One line for a person, where there is no body to use."""

    @property
    def fields(self) -> dict[str, Json] | None:
        """The JSON object of an answer; None where the call failed, or the answer is something else."""
        return self.body if self.status == 200 and isinstance(self.body, dict) else None

    @property
    def kind(self) -> str:
        """The error's own `code` or `type`, in the form of OpenAI's errors; "" where it gives none."""
        error = self.body.get("error") if isinstance(self.body, dict) else None
        found = (error.get(name) for name in ("code", "type")) if isinstance(error, dict) else ()
        return next((name for name in found if isinstance(name, str) and name), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to wait for an answer, and how often to ask."""

    deadline: float = 120.0
    """Seconds for one call, all its tries and pauses together; the server must not fall silent for so long either."""
    retries: int = 4
    """Tries after the first."""
    pause: float = 0.5
    """Seconds before the second try, doubled for each further one, up to `longest`; a server's Retry-After counts more.
    A random part of up to half is taken off, so that clients do not return all at once."""
    longest: float = 20.0
    concurrency: int = 16
    """Calls at once."""
    seed: int = 0
    """Of the random part."""

    def __post_init__(self) -> None:
        if self.deadline <= 0 or self.retries < 0 or self.pause < 0 or self.concurrency < 1:
            raise UsageError(
                f"deadline {self.deadline}, retries {self.retries}, pause {self.pause}, concurrency {self.concurrency}",
                remedy="The deadline is above 0, concurrency at least 1, retries and pause at least 0.",
            )


class Endpoint:
    """A base URL that answers in JSON. Safe to share between threads."""

    def __init__(self, url: str, patience: Patience, *, headers: dict[str, str] | None = None) -> None:
        """Raises UsageError for what is no http or https URL, and where httpx is not installed."""
        try:
            import httpx
        except ImportError as error:
            raise UsageError("asking a server needs httpx", remedy='pip install "plaudit[serve]"') from error
        if not url.startswith(("http://", "https://")):
            raise UsageError(f"{url!r} is not an http or https URL", remedy="Write it as http://HOST:PORT.")
        self.url, self.patience = url.rstrip("/"), patience
        self._random = random.Random(patience.seed)
        limits = httpx.Limits(max_connections=patience.concurrency, max_keepalive_connections=patience.concurrency)
        self._client = httpx.Client(headers=headers, limits=limits, follow_redirects=True)
        weakref.finalize(self, self._client.close)

    def get(self, path: str) -> Reply:
        """The reply to a GET, or why there is none."""
        return self._ask("GET", path, None)

    def post(self, path: str, json: Json) -> Reply:
        """The reply to a POST, or why there is none. Asked again where the server is out of reach or busy."""
        return self._ask("POST", path, json)

    def each(self, do: Callable[[A], B], things: Iterable[A]) -> list[B]:
        """`do` of every thing, in order, several at once."""
        with ThreadPoolExecutor(self.patience.concurrency, thread_name_prefix="plaudit-http") as pool:
            return list(pool.map(do, things))

    def _ask(self, method: str, path: str, json: Json) -> Reply:
        end = time.monotonic() + self.patience.deadline
        for attempt in range(self.patience.retries + 1):
            reply, wait = self._try(method, path, json, end)
            pause = max(wait, self._pause(attempt))
            last = attempt == self.patience.retries or time.monotonic() + pause >= end
            if reply.status not in (*AGAIN, DOWN) or last:
                break
            time.sleep(pause)
        return reply

    def _pause(self, attempt: int) -> float:
        longest: float = min(self.patience.pause * 2.0**attempt, self.patience.longest)
        return longest * (1 - self._random.random() / 2)

    def _try(self, method: str, path: str, json: Json, end: float) -> tuple[Reply, float]:
        """A reply, and for how many seconds the server asks to be left alone."""
        import httpx

        try:
            left = max(0.001, end - time.monotonic())
            response = self._client.request(method, self.url + path, json=json, timeout=left)
        except httpx.HTTPError as error:
            return Reply(DOWN, None, f"{type(error).__name__}: {error}"), 0.0
        return _reply(response), _seconds(response.headers.get("Retry-After"))


def _reply(response: httpx.Response) -> Reply:
    try:
        body = response.json()
    except ValueError:
        body = None
    error = body.get("error", body.get("detail")) if isinstance(body, dict) else None
    text = error.get("message") if isinstance(error, dict) else error
    said = " ".join(str(text or response.text or "no further word").split())[:300]
    return Reply(response.status_code, body, f"HTTP {response.status_code}: {said}")


def _seconds(header: str | None) -> float:
    """Of Retry-After; a date counts as none given."""
    try:
        return max(0.0, float(header or 0.0))
    except ValueError:
        return 0.0
