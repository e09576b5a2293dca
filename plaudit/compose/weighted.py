"""A weighted sum."""

from __future__ import annotations

from collections.abc import Mapping

from plaudit.compose._parts import Composition, Scores, finite, info_of, per_part, total
from plaudit.core import Score, Scorer, Unscored


def weighted(parts: Mapping[str, Scorer], weights: Mapping[str, float] | None = None) -> Composition:
    """The sum of weight times score over the parts; each part's own score is a dimension.

    A response that one part did not score has no score: there is never a partial sum.
    weights: by part, of any sign; None: 1 for each.
    Raises UsageError for weights that are not finite or do not fit the parts.
    """
    weight = per_part("weighted", parts, weights, 1.0)

    def combine(scores: Scores) -> Score | Unscored:
        values = {name: score.value for name, score in scores.items()}
        return finite(Score, value=total(weight[name] * value for name, value in values.items()), dims=values)

    info = info_of("weighted", parts, {"weights": weight}, dimensions=parts, bounds=_bounds(parts, weight))
    return Composition(info, dict(parts), combine)


def _bounds(parts: Mapping[str, Scorer], weight: Mapping[str, float]) -> tuple[float, float] | None:
    ends = []
    for name, part in parts.items():
        if part.info.bounds is None:
            return None
        ends.append(sorted(weight[name] * end for end in part.info.bounds))
    return total(low for low, _ in ends), total(high for _, high in ends)
