"""Two scorers on the same samples, or one scorer on two versions of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from plaudit.core import Estimate, Json, Sample, Scorer, UsageError, Verdict
from plaudit.evaluate.evaluate import evaluate
from plaudit.evaluate.evaluation import Evaluation, all_json, by_tag, optional_json
from plaudit.metrics import TieRule, difference, points


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The accuracy of `a` minus that of `b`, comparison by comparison."""

    a: Evaluation
    b: Evaluation
    overall: Estimate | None
    """None: no comparison counts in both."""
    by_tag: Mapping[str, Estimate]

    def to_json(self) -> dict[str, Json]:
        """Both evaluations and their difference, each figure as `{value, low, high, n}`."""
        difference = {"overall": optional_json(self.overall), "by_tag": all_json(self.by_tag)}
        return {"a": self.a.to_json(), "b": self.b.to_json(), "difference": difference}


def compare(
    a: Scorer | Sequence[Verdict],
    b: Scorer | Sequence[Verdict],
    samples: Sequence[Sample],
    *,
    dimension: str = "overall",
    ties: TieRule = "wrong",
    seed: int = 0,
) -> Comparison:
    """Evaluates both and pairs them; options as in `evaluate`."""
    first, second = (evaluate(x, samples, dimension=dimension, ties=ties, seed=seed) for x in (a, b))
    return paired(first, second)


def paired(a: Evaluation, b: Evaluation) -> Comparison:
    """The difference of two evaluations over the same comparisons, with the groups, tags and seed of `a`.

    Raises `UsageError` where they are not over the same comparisons, or not under the same rule.
    """
    one, two = ([(o.sample_id, o.better, o.worse) for o in e.outcomes] for e in (a, b))
    if one != two or (a.ties, a.dimension) != (b.ties, b.dimension):
        what = f"{len(one)} comparisons against {len(two)}, which are not the same or not under the same rule"
        raise UsageError(what, remedy="Evaluate both over the same samples, dimension and tie rule.")
    x, y = (points([o.result for o in e.outcomes], a.ties) for e in (a, b))
    groups = np.array([o.group for o in a.outcomes])
    counted = np.flatnonzero(np.isfinite(x) & np.isfinite(y)).tolist()

    def over(index: Sequence[int]) -> Estimate:
        return difference(x[index], y[index], groups[index], proportion=True, seed=a.seed)

    tags = {tag: over(index) for tag, index in by_tag(a.outcomes, counted).items()}
    return Comparison(a=a, b=b, overall=over(counted) if counted else None, by_tag=tags)
