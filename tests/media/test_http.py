from __future__ import annotations

import sys
from threading import Barrier

import pytest

from plaudit.core import UsageError
from plaudit.media.http import DOWN, Endpoint, Patience
from tests.scripted import Said, scripted

QUICK = Patience(retries=2, pause=0.001)


def test_an_answer() -> None:
    with scripted(Said(200, {"a": 1})) as (url, asked):
        endpoint = Endpoint(url + "/", QUICK, headers={"X-Key": "k"})
        assert endpoint.post("/do", {"n": 2}).fields == {"a": 1}
        assert endpoint.get("/see").fields == {"a": 1}
    assert [(a.path, a.body, a.headers["X-Key"]) for a in asked] == [("/do", {"n": 2}, "k"), ("/see", None, "k")]


@pytest.mark.parametrize("status", [408, 425, 429, 502, 503, 504])
def test_what_says_not_now_is_asked_again(status: int) -> None:
    with scripted(Said(status, "busy"), Said(status, "busy"), Said(200, {"a": 1})) as (url, asked):
        assert Endpoint(url, QUICK).post("/", {}).fields == {"a": 1}
    assert len(asked) == 3


@pytest.mark.parametrize("status", [400, 401, 404, 422, 500])
def test_what_says_no_is_not_asked_again(status: int) -> None:
    error = {"error": {"message": "it\nbroke", "type": "model_failed", "code": status}}
    with scripted(Said(status, error)) as (url, asked):
        reply = Endpoint(url, QUICK).post("/", {})
    assert (reply.status, reply.fields, reply.kind) == (status, None, "model_failed")
    assert reply.said == f"HTTP {status}: it broke"
    assert len(asked) == 1


def test_retries_come_to_an_end() -> None:
    with scripted(Said(503, "busy")) as (url, asked):
        assert Endpoint(url, QUICK).post("/", {}).said == "HTTP 503: busy"
    assert len(asked) == 3


def test_a_server_that_asks_for_more_time_than_there_is_is_left_alone() -> None:
    with scripted(Said(429, "busy", {"Retry-After": "1000"}), Said(200, {})) as (url, asked):
        assert Endpoint(url, Patience(deadline=60)).post("/", {}).status == 429
    assert len(asked) == 1


def test_a_retry_after_that_is_a_date_counts_as_none() -> None:
    with scripted(Said(429, "busy", {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}), Said(200, {})) as (url, _):
        assert Endpoint(url, QUICK).post("/", {}).fields == {}


def test_nobody_there_is_a_reply_too() -> None:
    with scripted(Said(200, {})) as (url, _):
        pass
    reply = Endpoint(url, QUICK).get("/")
    assert (reply.status, reply.fields, reply.kind) == (DOWN, None, "")
    assert "ConnectError" in reply.said


def test_a_page_instead_of_json_is_no_answer() -> None:
    with scripted(Said(200, "<html>Sign in</html>")) as (url, _):
        reply = Endpoint(url, QUICK).get("/")
    assert reply.fields is None
    assert reply.said == "HTTP 200: <html>Sign in</html>"


def test_several_at_once_in_order() -> None:
    together = Barrier(4, timeout=30)  # passes only if four are under way at once

    def square(number: int) -> int:
        together.wait()
        return number * number

    assert Endpoint("http://localhost", Patience(concurrency=4)).each(square, range(8)) == [k * k for k in range(8)]


def test_pauses_double_up_to_the_longest_less_a_seeded_part() -> None:
    def pauses(seed: int) -> list[float]:
        endpoint = Endpoint("http://localhost", Patience(pause=1.0, longest=4.0, seed=seed))
        return [endpoint._pause(attempt) for attempt in range(5)]

    assert pauses(0) == pauses(0) != pauses(1)
    for pause, longest in zip(pauses(0), (1.0, 2.0, 4.0, 4.0, 4.0), strict=True):
        assert longest / 2 < pause <= longest


def test_wrong_set_ups_are_usage_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="not an http or https URL"):
        Endpoint("file:///etc", QUICK)
    with pytest.raises(UsageError, match="deadline 0"):
        Patience(deadline=0)
    monkeypatch.setitem(sys.modules, "httpx", None)
    with pytest.raises(UsageError, match=r'pip install "plaudit\[serve\]"'):
        Endpoint("http://localhost", QUICK)
