"""Best-of-n: of several responses, the one that a scorer likes most."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from plaudit.core import Generator, Response, Sample, Scorer, Unscored, UsageError, Verdict
from plaudit.runs import run


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The response that was picked for one sample."""

    sample: Sample
    """With all candidates."""
    verdict: Verdict
    index: int | None
    """None: no candidate has a score."""
    failed: Unscored | None = None
    """Why a generator wrote no candidates."""

    @property
    def sample_id(self) -> str:
        """Of the sample."""
        return self.sample.id

    @property
    def response(self) -> Response | None:
        """The picked one."""
        return None if self.index is None else self.sample.responses[self.index]


def best_of_n(
    scorer: Scorer,
    samples: Sequence[Sample],
    *,
    n: int | None = None,
    generator: Generator | None = None,
    run_path: Path | str | None = None,
    progress: Callable[[int], None] | None = None,
) -> list[Choice]:
    """The best response of every sample, in order.

    n: how many candidates: the first n responses of each sample, or with a generator n new ones, the sample's own set
    aside. None: all responses there are.
    run_path: where the verdicts are kept, see `plaudit.runs.run`; progress likewise.
    Raises `UsageError` for a generator without n, and for n below 1.
    """
    if n is not None and n < 1:
        raise UsageError(f"best of {n} is the best of nothing", remedy="Give n of 1 or more.")
    failed: dict[str, Unscored] = {}
    if generator is not None:
        if n is None:
            raise UsageError("a generator needs to know how many candidates", remedy="Give n.")
        prompts = [sample.take([]) for sample in samples]
        made = list(zip(prompts, generator.generate(prompts, n), strict=True))
        failed = {sample.id: written for sample, written in made if isinstance(written, Unscored)}
        samples = [sample if isinstance(written, Unscored) else written for sample, written in made]
    candidates = [sample.take(range(min(n or len(sample.responses), len(sample.responses)))) for sample in samples]
    verdicts = run(scorer, candidates, run_path, progress=progress)
    return [
        Choice(sample=s, verdict=v, index=pick(v), failed=failed.get(s.id))
        for s, v in zip(candidates, verdicts, strict=True)
    ]


def pick(verdict: Verdict, among: Iterable[int] | None = None) -> int | None:
    """The response with the greatest score, the first of equals; never one without a score. None: none has a score.

    among: indices of the responses to choose from; None: all. `pick(verdict, range(n))` for n = 1, 2, 4, ... gives a
    best-of-n curve from one scoring.
    """
    indices = range(len(verdict.scores)) if among is None else among
    scored = [(score, i) for i in indices if not isinstance(score := verdict.get(i), Unscored)]
    return max(scored, key=lambda entry: (entry[0], -entry[1]))[1] if scored else None
