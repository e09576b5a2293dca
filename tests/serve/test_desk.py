"""Many requests, one scorer: batches, limits and failures, without a clock."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import httpx
import pytest

from plaudit.core import Sample, answer, user
from plaudit.core.codec import encode
from plaudit.serve import Config, make_app
from plaudit.serve.background import serving
from tests.serve.live import Gated, http, metric, wait_for

DEPTH = 'plaudit_queue_depth{queue="score"}'
SIZES, BATCHES = 'plaudit_batch_size_sum{queue="score"}', 'plaudit_batch_size_count{queue="score"}'


@pytest.fixture
def scorer() -> Iterator[Gated]:
    gated = Gated()
    yield gated
    gated.gate.set()


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(16) as pool:
        yield pool


def post(url: str, name: str, *texts: str) -> httpx.Response:
    sample = Sample(id=name, prompt=(user("Say something."),), responses=tuple(map(answer, texts)))
    return http.post(f"{url}/v1/score", json={"samples": [encode(sample)]})


def values(reply: httpx.Response) -> list[float]:
    assert reply.status_code == 200, reply.text
    (verdict,) = reply.json()["verdicts"]
    return [score["value"] for score in verdict["scores"]]


def busy(url: str, scorer: Gated, threads: ThreadPoolExecutor) -> Future[httpx.Response]:
    """A request that the scorer is at work on, so that the next ones wait."""
    first = threads.submit(post, url, "first", "a")
    assert scorer.entered.wait(30)
    return first


def test_requests_that_wait_share_a_batch_whatever_they_call_their_samples(
    scorer: Gated, threads: ThreadPoolExecutor
) -> None:
    with serving(make_app(scorer, config=Config(max_batch=8))) as url:
        first = busy(url, scorer, threads)
        replies = [threads.submit(post, url, f"s{k % 3}", "x" * k) for k in range(1, 9)]
        wait_for(url, DEPTH, 8)
        scorer.gate.set()
        assert values(first.result()) == [1.0]
        assert [values(reply.result()) for reply in replies] == [[float(k)] for k in range(1, 9)]
        assert (metric(url, SIZES), metric(url, BATCHES)) == (9, 2)  # one of 1, then one of 8
        assert metric(url, "plaudit_samples_total") == 9


def test_a_full_queue_asks_to_come_back(scorer: Gated, threads: ThreadPoolExecutor) -> None:
    with serving(make_app(scorer, config=Config(queue=2))) as url:
        first = busy(url, scorer, threads)
        waiting = [threads.submit(post, url, f"s{k}", "xx") for k in range(2)]
        wait_for(url, DEPTH, 2)
        reply = post(url, "late", "x")
        assert reply.status_code == 429
        assert reply.json()["error"]["type"] == "queue_full"
        assert int(reply.headers["Retry-After"]) >= 1
        assert http.get(f"{url}/ready").status_code == 503
        assert http.get(f"{url}/health").status_code == 200
        scorer.gate.set()
        assert [values(reply.result()) for reply in (first, *waiting)] == [[1.0], [2.0], [2.0]]
        assert http.get(f"{url}/ready").status_code == 200


def test_after_the_deadline_a_request_is_given_up_and_not_scored(scorer: Gated, threads: ThreadPoolExecutor) -> None:
    with serving(make_app(scorer, config=Config(deadline=0.2))) as url:
        first = busy(url, scorer, threads)
        reply = post(url, "late", "x")
        assert reply.status_code == 504
        assert reply.json()["error"]["type"] == "deadline"
        assert first.result().status_code == 504
        scorer.gate.set()
        assert values(post(url, "new", "xyz")) == [3.0]
        assert metric(url, SIZES) == 2  # the first, which was at work, and the new one


def test_a_scorer_that_breaks_down_fails_those_requests_alone(scorer: Gated, threads: ThreadPoolExecutor) -> None:
    with serving(make_app(scorer)) as url:
        busy(url, scorer, threads)
        bad, good = threads.submit(post, url, "bad", "boom"), threads.submit(post, url, "good", "fine")
        wait_for(url, DEPTH, 2)
        scorer.gate.set()
        assert values(good.result()) == [4.0]
        assert bad.result().status_code == 500
        error = bad.result().json()["error"]
        assert error["type"] == "model_failed" and "'bad': RuntimeError: it broke" in error["message"]
        assert values(post(url, "next", "ab")) == [2.0]
