"""Pair mining: of the responses to each prompt, one that a scorer likes and one that it likes less, to train on.

Dong et al. 2024, "RLHF Workflow: From Reward Modeling to Online RLHF", arXiv:2405.07863: best against worst of n.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, get_args

from plaudit.apply.best_of_n import pick
from plaudit.core import Sample, Scorer, Unscored, UsageError, Verdict, outcomes, prefer
from plaudit.runs import run

Rejected = Literal["worst", "random"]
LEFT_OUT = ("unscored", "tied", "close")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mined:
    """Preferences, and the prompts that gave none."""

    samples: list[Sample]
    """Two responses each, the better one first."""
    left_out: Mapping[str, int]
    """Prompts without a pair: unscored (fewer than two scores), tied (all equal), close (margin too small)."""


def mine(
    scorer: Scorer,
    samples: Sequence[Sample],
    *,
    rejected: Rejected = "worst",
    margin: float = 0.0,
    seed: int = 0,
    run_path: Path | str | None = None,
    progress: Callable[[int], None] | None = None,
) -> Mined:
    """One preference per sample: its best response over its worst, or over a random one with a lower score.

    The label's annotator is the scorer's name, its strength the scorer's margin. What else was known of the responses
    (tags, source, other labels) stays behind.
    margin: least difference of the two.
    run_path: where the verdicts are kept, see `plaudit.runs.run`; progress likewise.
    Raises `UsageError` for a negative margin and an unknown choice of `rejected`.
    """
    if margin < 0 or rejected not in get_args(Rejected):
        what = f"margin is {margin} and rejected {rejected!r}"
        raise UsageError(what, remedy=f"A margin is at least 0, rejected one of: {', '.join(get_args(Rejected))}.")
    left_out, found, name = dict.fromkeys(LEFT_OUT, 0), [], scorer.info.name
    for sample, verdict in zip(samples, run(scorer, samples, run_path, progress=progress), strict=True):
        pair = _pair(sample, verdict, rejected, random.Random(f"{seed} {sample.id}"))
        made = pair if isinstance(pair, str) else _preference(sample, verdict, *pair, margin, name)
        if isinstance(made, str):
            left_out[made] += 1
        else:
            found.append(made)
    return Mined(samples=found, left_out=left_out)


def _pair(sample: Sample, verdict: Verdict, rejected: Rejected, rng: random.Random) -> tuple[int, int] | str:
    """Response indices, better and worse, or why there is no pair."""
    values = {i: v for i in range(len(sample.responses)) if not isinstance(v := verdict.get(i), Unscored)}
    best = pick(verdict)
    if best is None or len(values) < 2:
        return "unscored"
    lower = [i for i, value in values.items() if value < values[best]]
    if not lower:
        return "tied"
    return best, rng.choice(lower) if rejected == "random" else min(lower, key=lambda i: values[i])


def _preference(sample: Sample, verdict: Verdict, better: int, worse: int, margin: float, by: str) -> Sample | str:
    """The margin is that of `outcomes`, so that a judge's votes on the two responses decide where there are any."""
    plain = tuple(replace(response, tags=(), source=None, extra={}) for response in sample.responses)
    claimed = replace(sample, responses=plain, labels=(prefer(better, worse, annotator=by),))
    (outcome,) = outcomes(claimed, verdict)
    if isinstance(outcome.margin, Unscored):
        return "unscored"
    if outcome.margin <= 0 or outcome.margin < margin:
        return "close"
    label = prefer(better, worse, annotator=by, strength=outcome.margin)
    return replace(claimed, labels=(label,)).take((better, worse))
