"""What an evaluation found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import get_args

import numpy as np

from plaudit.core import Estimate, Json, Outcome, Verdict
from plaudit.core.outcomes import Result
from plaudit.metrics import Bin, Floats, TieRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Whether margins mean what they say as log-odds."""

    error: Estimate
    """Expected calibration error."""
    log_loss: Estimate
    """In nats; 0.693 for a scorer that ties everything."""
    bins: Sequence[Bin]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """How well a scorer agrees with labels, on one dimension."""

    scorer: str
    dimension: str
    ties: TieRule
    seed: int
    verdicts: tuple[Verdict, ...] = field(repr=False)
    """One per sample, in order."""
    outcomes: tuple[Outcome, ...] = field(repr=False)
    """Every comparison whose label has a winner."""
    label_ties: int
    """Comparisons that a label ties; they are in no figure."""
    responses: int
    unscored: Mapping[str, int]
    """Responses without a score, by reason."""
    accuracy: Estimate | None
    """None: no comparison counts."""
    by_tag: Mapping[str, Estimate]
    macro: Mapping[str, Estimate]
    """By facet, the mean over its values of the accuracy at each."""
    calibration: Calibration | None
    """Of the comparisons with a score; None: there is none."""
    better: Floats = field(repr=False)
    """Scores of the responses that labels prefer, one per comparison with a score."""
    worse: Floats = field(repr=False)
    """Scores of their rivals, in the same order."""
    spearman: Estimate | None
    """Scores against ratings, over all responses that have both; None: there are none."""

    @property
    def counts(self) -> dict[Result, int]:
        """How many comparisons were right, wrong, tied and unscored."""
        found = Counter(outcome.result for outcome in self.outcomes)
        return {result: found[result] for result in get_args(Result)}

    @property
    def headline(self) -> str:
        """The result in a sentence, with whatever a reader must know beside it."""
        said = [f"{self.scorer or 'These verdicts'}: {_result(self.accuracy, self.spearman)}"]
        if missing := sum(self.unscored.values()):
            reasons = ", ".join(f"{why} {n}" for why, n in sorted(self.unscored.items()))
            said.append(f"{missing} of {self.responses} responses have no score ({reasons}) and count as not right")
        if tied := self.counts["tied"]:
            worth = {"wrong": "count as wrong", "half": "count half", "drop": "are left out"}[self.ties]
            said.append(f"{tied} of its ties {worth}")
        if self.label_ties:
            said.append(f"{self.label_ties} comparisons that a label ties are left out")
        return "; ".join(said)

    def to_json(self) -> dict[str, Json]:
        """Every figure, each as `{value, low, high, n}`."""
        accuracy = {"overall": optional_json(self.accuracy), "by_tag": all_json(self.by_tag)}
        return {
            "scorer": self.scorer,
            "dimension": self.dimension,
            "ties": self.ties,
            "seed": self.seed,
            "accuracy": accuracy | {"macro": all_json(self.macro)},
            "counts": {**self.counts, "label_ties": self.label_ties, "responses": self.responses},
            "unscored": dict(self.unscored),
            "calibration": None if self.calibration is None else _calibration(self.calibration),
            "scores": {"better": _summary(self.better), "worse": _summary(self.worse)},
            "spearman": optional_json(self.spearman),
        }


def by_tag(outcomes: Sequence[Outcome], index: Iterable[int]) -> dict[str, list[int]]:
    """Of these indices of outcomes, those with each tag; tags in order."""
    at: dict[str, list[int]] = {}
    for k in index:
        for tag in set(outcomes[k].tags):
            at.setdefault(tag, []).append(k)
    return dict(sorted(at.items()))


def optional_json(estimate: Estimate | None) -> Json:
    """The estimate's JSON, or None."""
    return None if estimate is None else estimate.to_json()


def all_json(estimates: Mapping[str, Estimate]) -> dict[str, Json]:
    """The estimates' JSON by name."""
    return {name: estimate.to_json() for name, estimate in estimates.items()}


def _calibration(found: Calibration) -> dict[str, Json]:
    bins = [{"confidence": b.confidence, "accuracy": b.accuracy.to_json()} for b in found.bins]
    return {"error": found.error.to_json(), "log_loss": found.log_loss.to_json(), "bins": bins}


def _summary(values: Floats) -> dict[str, Json]:
    if not len(values):
        return {"n": 0}
    names = ("min", "q25", "median", "q75", "max")
    quantiles = dict(zip(names, map(float, np.percentile(values, [0, 25, 50, 75, 100])), strict=True))
    return {"n": len(values), "mean": float(values.mean()), "sd": float(values.std()), **quantiles}


def _result(accuracy: Estimate | None, rank: Estimate | None) -> str:
    said = []
    if accuracy is not None:
        said.append(f"{accuracy.value:.1%} right [{accuracy.low:.1%}, {accuracy.high:.1%}] of {accuracy.n} comparisons")
    if rank is not None:
        said.append(f"Spearman {rank.value:.3f} [{rank.low:.3f}, {rank.high:.3f}] over {rank.n} ratings")
    return ", ".join(said) or "no comparison counts"
