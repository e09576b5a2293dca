"""Scores on a common scale."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from plaudit.compose._parts import able, ask, failure, finite, info_of, total
from plaudit.core import Sample, Score, Scorer, ScorerInfo, Unscored, UsageError, Verdict

Spread = Callable[[Sequence[float]], tuple[float, float]]
"""Mean and standard deviation to normalise a sample's scores by."""


@dataclass(frozen=True, slots=True)
class Normalised:
    """A scorer whose scores are shifted and scaled. See `normalised`."""

    info: ScorerInfo
    scorer: Scorer
    spread: Spread

    def score(self, samples: Sequence[Sample]) -> list[Verdict]:
        """One verdict per sample, in order. Raises RunError for a scorer that breaks its contract."""
        return able(
            samples, self.info, {"scorer": self.scorer}, lambda kept: map(self._verdict, ask(self.scorer, kept))
        )

    def _verdict(self, verdict: Verdict) -> Verdict:
        mean, sd = self.spread([score.value for score in verdict.scores if isinstance(score, Score)])
        return replace(verdict, scores=tuple(self._moved(score, mean, sd) for score in verdict.scores))

    def _moved(self, score: Score | Unscored, mean: float, sd: float) -> Score | Unscored:
        if isinstance(score, Unscored):
            return failure({"scorer": score}, {"scorer": self.scorer})
        atoms = tuple(((x - mean) / sd, p) for x, p in score.atoms)
        spread = None if score.sd is None else score.sd / sd
        return finite(partial(replace, score), value=(score.value - mean) / sd, sd=spread, atoms=atoms)


def normalised(scorer: Scorer, *, mean: float | None = None, sd: float | None = None) -> Normalised:
    """(score - mean) / sd; without these, of each sample's own scores, as group-relative advantages are.

    Within a sample, the standard deviation divides by the number of scores; equal scores, and a single one, become 0.
    What has no score stays so and does not count. Such scores are comparable within the sample only.
    `sd` and `atoms` of a score move along; its dimensions and steps stay as they are. Votes are passed on: who won does
    not change.
    mean, sd: of the scorer over data that the scores are to be compared with; both or neither, sd above 0.
    """
    info = info_of("normalised", {"scorer": scorer}, {"mean": mean, "sd": sd}, dimensions=scorer.info.dimensions)
    if mean is None and sd is None:
        return Normalised(replace(info, comparable="sample"), scorer, _within)
    if mean is None or sd is None or not (math.isfinite(mean) and 0 < sd < math.inf):
        remedy = "Give both, finite, with sd above 0; or neither, to normalise within each sample."
        raise UsageError(f"mean {mean} and sd {sd} are no scale", where="normalised", remedy=remedy)
    scale, ends = (mean, sd), scorer.info.bounds
    bounds = None if ends is None else ((ends[0] - mean) / sd, (ends[1] - mean) / sd)
    return Normalised(replace(info, bounds=bounds), scorer, lambda values: scale)


def _within(values: Sequence[float]) -> tuple[float, float]:
    if len(set(values)) < 2:
        return (values[0] if values else 0.0), 1.0
    mean = total(values) / len(values)
    sd = math.sqrt(total((x - mean) * (x - mean) for x in values) / len(values))
    return mean, sd or 1.0  # the squares of tiny differences are 0
