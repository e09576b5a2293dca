"""What every protocol asks: Samples in, Verdicts or written Samples out, from as many requests at once as there are."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

from plaudit.core import Generator, Sample, Scorer, ScorerInfo, Unscored, UsageError, Verdict
from plaudit.runs import run
from plaudit.serve.batcher import Batcher
from plaudit.serve.config import Config
from plaudit.serve.door import Door, Entered
from plaudit.serve.metrics import Metrics
from plaudit.serve.rejected import Rejected

R = TypeVar("R")
Written = Sample | Unscored


@dataclass(frozen=True, slots=True)
class Settled:
    """A scorer that will not change any more: a model need not work out its fingerprint for every sample."""

    info: ScorerInfo
    score: Callable[[Sequence[Sample]], list[Verdict]]


class Desk:
    """Owns the scorer and the generator; one thread works for each."""

    def __init__(self, scorer: Scorer, generator: Generator | None, config: Config) -> None:
        self.config, self.metrics, self.info = config, Metrics(), scorer.info
        self.name = config.name or self.info.name
        self._scorer, self._generator = Settled(self.info, scorer.score), generator
        self._ids = itertools.count()
        limits = {"max_batch": config.max_batch, "limit": config.queue}
        self._scoring: Batcher[Sample, Verdict] = Batcher(
            self._score,
            max_wait=config.max_wait,
            tell=self.metrics.queue("score", lambda: self._scoring.depth),
            **limits,
        )
        self._writing: Batcher[tuple[Sample, int], Written] = Batcher(
            self._write,
            max_wait=config.max_wait,
            tell=self.metrics.queue("write", lambda: self._writing.depth),
            **limits,
        )

    def start(self) -> None:
        """Begins to work."""
        self._scoring.start()
        self._writing.start()

    def stop(self) -> None:
        """Ends when the batches at work are done."""
        self._scoring.stop()
        self._writing.stop()

    @property
    def ready(self) -> bool:
        """Whether it would take another sample."""
        return self._scoring.ready

    @property
    def writes(self) -> bool:
        """Whether there is a generator."""
        return self._generator is not None

    def new_id(self) -> str:
        """For a sample of a protocol that names none."""
        return f"request-{next(self._ids)}"

    def check_model(self, asked: str | None, name: str) -> None:
        """Raises Rejected where a request names another model than the one that would answer."""
        if asked is not None and asked != name:
            raise Rejected(404, "model_not_found", f"no model {asked!r} here", remedy=f"This one is {name!r}.")

    async def verdicts(self, samples: Sequence[Sample], uploads: Mapping[str, bytes] | None = None) -> list[Verdict]:
        """One verdict per sample, in order, as `plaudit.runs.run` gives them. uploads: parts of the request by name.

        Raises Rejected: 429, 413, 504, and 500 where the scorer itself breaks down over one of these samples.
        """
        async with self._in_time():
            entered = await self._let_in(samples, uploads or {})
            able = [there.sample for there in entered if there.prompt is None]
            found = iter(await _done(self._scoring.submit(able), able))
        verdicts = [there.verdict(found) for there in entered]
        self.metrics.verdicts(verdicts)
        return verdicts

    async def write(self, sample: Sample, n: int) -> Written:
        """The sample with n more responses, or why there are none. Raises Rejected, and UsageError as the generator."""
        if self._generator is None:
            remedy = "Start it with one: plaudit serve MODEL --generator SPEC."
            raise Rejected(404, "no_generator", "this server only scores", remedy=remedy)
        async with self._in_time():
            (entered,) = await self._let_in([sample], {})
            if entered.prompt is not None:
                return entered.prompt
            (written,) = await _done(self._writing.submit([(entered.sample, n)]), [sample])
        return written

    async def _let_in(self, samples: Sequence[Sample], uploads: Mapping[str, bytes]) -> list[Entered]:
        door = Door(self.config.budget, uploads)
        return await asyncio.to_thread(lambda: list(map(door.enter, samples)))

    @asynccontextmanager
    async def _in_time(self) -> AsyncIterator[None]:
        """Raises Rejected after the deadline; what still waits in a queue is then taken out."""
        try:
            async with asyncio.timeout(self.config.deadline):
                yield
        except TimeoutError:
            what = f"no answer within {self.config.deadline:g} s"
            raise Rejected(504, "deadline", what, remedy="Ask for less at once, or later.") from None

    def _score(self, samples: Sequence[Sample]) -> list[Verdict]:
        """Two requests may name their samples alike; a run may not, so that they go one after the other."""
        verdicts: dict[int, Verdict] = {}
        left = dict(enumerate(samples))
        while left:
            first = {sample.id: place for place, sample in reversed(left.items())}
            given = run(self._scorer, [left.pop(place) for place in first.values()], batch_size=len(samples))
            verdicts |= zip(first.values(), given, strict=True)
        return [verdicts[place] for place in range(len(samples))]

    def _write(self, tasks: Sequence[tuple[Sample, int]]) -> list[Written]:
        """Those that want as many responses are asked together."""
        assert self._generator is not None
        written: dict[int, Written] = {}
        for n in dict.fromkeys(n for _, n in tasks):
            places = [place for place, task in enumerate(tasks) if task[1] == n]
            written |= zip(places, self._generator.generate([tasks[p][0] for p in places], n), strict=True)
        return [written[place] for place in range(len(tasks))]


async def _done(futures: Sequence[Future[R]], samples: Sequence[Sample]) -> list[R]:
    """The results of all. Raises Rejected for the first sample at fault, and UsageError as it is."""
    results = await asyncio.gather(*map(asyncio.wrap_future, futures), return_exceptions=True)
    for sample, result in zip(samples, results, strict=True):
        if isinstance(result, Rejected | UsageError):
            raise result
        if isinstance(result, BaseException):
            what = f"sample {sample.id!r}: {type(result).__name__}: {result}"
            raise Rejected(500, "model_failed", what) from result
    return [result for result in results if not isinstance(result, BaseException)]
