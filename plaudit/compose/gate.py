"""A scorer behind a condition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from plaudit.compose._parts import able, ask, failure, info_of, usage
from plaudit.core import Sample, Score, Scorer, ScorerInfo, Unscored, UsageError, Verdict


@dataclass(frozen=True, slots=True)
class Gate:
    """A response that meets the condition gets the scorer's score, any other the closed one. See `gate`."""

    info: ScorerInfo
    condition: Scorer
    scorer: Scorer
    threshold: float
    closed: float

    def score(self, samples: Sequence[Sample]) -> list[Verdict]:
        """One verdict per sample, in order. Raises RunError for a part that breaks its contract."""
        return able(samples, self.info, self._parts, self._verdicts)

    def _verdicts(self, samples: list[Sample]) -> Iterator[Verdict]:
        conditions = ask(self.condition, samples)
        wanted = [any(map(self._open, condition.scores)) for condition in conditions]
        behind = iter(ask(self.scorer, [sample for sample, yes in zip(samples, wanted, strict=True) if yes]))
        for condition, yes in zip(conditions, wanted, strict=True):
            yield self._verdict(condition, next(behind) if yes else None)

    @property
    def _parts(self) -> dict[str, Scorer]:
        return {"condition": self.condition, "scorer": self.scorer}

    def _open(self, condition: Score | Unscored) -> bool:
        return isinstance(condition, Score) and condition.value >= self.threshold

    def _verdict(self, condition: Verdict, behind: Verdict | None) -> Verdict:
        said = behind.scores if behind else condition.scores
        scores = tuple(map(self._score, condition.scores, said))
        return replace(condition, scores=scores, votes=(), usage=usage([condition, behind] if behind else [condition]))

    def _score(self, condition: Score | Unscored, behind: Score | Unscored) -> Score | Unscored:
        if isinstance(condition, Unscored):
            return failure({"condition": condition}, self._parts)
        if not self._open(condition):
            return Score(value=self.closed, dims={"condition": condition.value})
        if isinstance(behind, Unscored):
            return failure({"scorer": behind}, self._parts)
        return replace(behind, dims={"condition": condition.value, "scorer": behind.value})


def gate(condition: Scorer, scorer: Scorer, *, threshold: float, closed: float) -> Gate:
    """The scorer's score where the condition's is at least the threshold, elsewhere the value `closed`.

    The scorer is not asked for a sample whose responses are all closed, and what it fails at behind a closed gate does
    not matter. Where the condition has no score, there is none. Both scores are dimensions; that of the scorer is
    missing behind a closed gate. Votes are not passed on, since they do not know the gate.
    """
    if threshold != threshold or abs(closed) == float("inf") or closed != closed:
        what = f"threshold {threshold}, closed {closed}: not numbers"
        raise UsageError(what, where="gate", remedy="Give a threshold and a finite value for closed.")
    ends = scorer.info.bounds
    info = info_of(
        "gate",
        {"condition": condition, "scorer": scorer},
        {"threshold": threshold, "closed": closed},
        dimensions=("condition", "scorer"),
        bounds=None if ends is None else (min(ends[0], closed), max(ends[1], closed)),
    )
    return Gate(info, condition, scorer, threshold, closed)
