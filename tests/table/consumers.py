"""Everything in plaudit that takes a scorer and gives numbers, in the form in which its users call it."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from plaudit.apply.adapters import ms_swift, openrlhf, trl, verl
from plaudit.core import Image, RunError, Sample, Scorer
from plaudit.core.codec import decode, encode
from plaudit.core.verdicts import Verdict
from plaudit.runs import run
from plaudit.serve import make_app
from plaudit.serve.background import serving
from plaudit.serve.client import Remote
from tests.serve.live import http
from tests.table.producers import numbers

Row = list[float | None] | None
"""Per response a number, or None without a score; None: a sample refused, because a number is all that can be said."""
Ask = Callable[[Sequence[Sample]], list[Row]]


@dataclass(frozen=True)
class Consumer:
    open: Callable[[Scorer], Any]
    """A context manager of an `Ask`."""
    carries: frozenset[str] = frozenset({"id", "reference", "extra.scene"})
    """What of a sample besides prompt and responses gets through to the scorer."""


def picture(sample: Sample) -> bytes:
    (data,) = (part.data for part in sample.prompt[0].parts if isinstance(part, Image))
    assert isinstance(data, bytes)
    return data


def question(sample: Sample) -> str:
    return sample.prompt[0].text


def reference(sample: Sample) -> str:
    return sample.reference[0].text  # type: ignore[union-attr]


@contextmanager
def plain(scorer: Scorer) -> Iterator[Ask]:
    yield lambda samples: [list(numbers(verdict)) for verdict in run(scorer, samples)]


@contextmanager
def remote(scorer: Scorer) -> Iterator[Ask]:
    with serving(make_app(scorer)) as url:
        yield lambda samples: [list(numbers(verdict)) for verdict in run(Remote(url), samples)]


@contextmanager
def native(scorer: Scorer) -> Iterator[Ask]:
    def ask(samples: Sequence[Sample]) -> list[Row]:
        reply = http.post(f"{url}/v1/score", json={"samples": [encode(sample) for sample in samples]})
        assert reply.status_code == 200, reply.text
        return [list(numbers(decode(Verdict, row, "reply"))) for row in reply.json()["verdicts"]]

    with serving(make_app(scorer)) as url:
        yield ask


@contextmanager
def vllm(scorer: Scorer) -> Iterator[Ask]:
    def ask(sample: Sample) -> Row:
        uri = f"data:image/png;base64,{base64.b64encode(picture(sample)).decode()}"
        parts = [{"type": "image_url", "image_url": {"url": uri}}, {"type": "text", "text": question(sample)}]
        body = {"queries": {"content": parts}, "documents": [response.text for response in sample.responses]}
        reply = http.post(f"{url}/score", json=body)
        assert reply.status_code == 200, reply.text
        data = reply.json()["data"]
        assert all((row["score"] is None) == ("error" in row) for row in data)
        return [row["score"] for row in data]

    with serving(make_app(scorer)) as url:
        yield lambda samples: list(map(ask, samples))


@contextmanager
def for_trl(scorer: Scorer) -> Iterator[Ask]:
    reward = trl.reward_func(scorer, reference="solution", extra=("scene",))

    def ask(samples: Sequence[Sample]) -> list[Row]:
        at = [sample for sample in samples for _ in sample.responses]
        prompts = [
            [{"role": "user", "content": [{"type": "image"}, {"type": "text", "text": question(s)}]}] for s in at
        ]
        completions = [[{"role": "assistant", "content": r.text}] for s in samples for r in s.responses]
        columns = {"images": [[picture(s)] for s in at], "solution": list(map(reference, at))}
        rest = iter(reward(prompts, completions, scene=[s.extra["scene"] for s in at], **columns))
        found: list[Row] = [[next(rest) for _ in sample.responses] for sample in samples]
        assert next(rest, "end") == "end"
        return found

    yield ask


@contextmanager
def by_sample(answer: Callable[[Sample], list[float]]) -> Iterator[Ask]:
    """A trainer that takes numbers only: a sample with a failure is refused, by an error that names it."""

    def ask(sample: Sample) -> Row:
        try:
            return list(answer(sample))
        except RunError as error:
            assert "has no score" in str(error)
            return None

    yield lambda samples: list(map(ask, samples))


def for_verl(scorer: Scorer) -> Any:
    score = verl.compute_score_batch(scorer, extra=("scene",))

    def answer(s: Sample) -> list[float]:
        info = {"prompt": question(s), "images": [picture(s)], "scene": s.extra["scene"]}
        n = len(s.responses)
        told = score(["lab"] * n, [r.text for r in s.responses], [reference(s)] * n, [info] * n)
        return [row["score"] for row in told]

    return by_sample(answer)


def for_openrlhf(scorer: Scorer) -> Any:
    reward = openrlhf.reward_func(scorer, extra=("scene",))

    def answer(s: Sample) -> list[float]:
        n = len(s.responses)
        queries = [question(s) + r.text for r in s.responses]
        more = {"images": [[picture(s)]] * n, "scene": [s.extra["scene"]] * n}
        told = reward(queries, [question(s)] * n, [reference(s)] * n, **more)
        rewards: list[float] = told["rewards"].tolist()
        return rewards

    return by_sample(answer)


def for_ms_swift(scorer: Scorer) -> Any:
    orm = ms_swift.orm(scorer, reference="solution", extra=("scene",))()

    def answer(s: Sample) -> list[float]:
        n = len(s.responses)
        columns = {"images": [[picture(s)]] * n, "solution": [reference(s)] * n, "scene": [s.extra["scene"]] * n}
        messages = [[{"role": "user", "content": "<image>" + question(s)}]] * n
        told: list[float] = orm([r.text for r in s.responses], messages=messages, **columns)
        return told

    return by_sample(answer)


_DATA = frozenset({"reference", "extra.scene"})
CONSUMERS = {
    "run": Consumer(plain),
    "remote": Consumer(remote),
    "server, native": Consumer(native),
    "server, vllm": Consumer(vllm, frozenset()),
    "trl": Consumer(for_trl, _DATA),
    "verl": Consumer(for_verl, _DATA),
    "openrlhf": Consumer(for_openrlhf, _DATA),
    "ms-swift": Consumer(for_ms_swift, _DATA),
}
