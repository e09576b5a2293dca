"""Good on all counts: log sigmoids, summed."""

from __future__ import annotations

import math
from collections.abc import Mapping

from plaudit.compose._parts import Composition, Scores, finite, info_of, per_part, total
from plaudit.core import Score, Scorer, Unscored, UsageError


def log_sigmoid(
    parts: Mapping[str, Scorer], *, reference: Mapping[str, float] | None = None, tau: Mapping[str, float] | None = None
) -> Composition:
    """The sum over the parts of log sigmoid((score - reference) / tau); each part's own score is a dimension.

    Wang et al. 2024, "Transforming and Combining Rewards for Aligning Large Language Models" (arXiv 2402.00742): where
    a score's sigmoid is the probability that the response beats the reference, the sum is the log-probability that it
    does so on all counts, and one bad count is not made good by another. It lies below 0.

    reference: by part, the score to be beaten (the paper: the 85th percentile of the policy's own); None: 0 for each.
    tau: by part, the difference that matters, above 0; None: 1 for each.
    Raises UsageError for numbers that are not finite or do not fit the parts, and for tau of 0 or less.
    """
    beaten, scale = (per_part("log_sigmoid", parts, given, d) for given, d in ((reference, 0.0), (tau, 1.0)))
    if min(scale.values(), default=1.0) <= 0:
        raise UsageError(f"tau is {scale}", where="log_sigmoid", remedy="Give each part a tau above 0.")

    def summed(values: Mapping[str, float]) -> float:
        return total(_log_sigmoid((value - beaten[name]) / scale[name]) for name, value in values.items())

    def combine(scores: Scores) -> Score | Unscored:
        values = {name: score.value for name, score in scores.items()}
        return finite(Score, value=summed(values), dims=values)

    ends = {name: part.info.bounds for name, part in parts.items()}
    low, high = ({name: end[side] for name, end in ends.items() if end is not None} for side in (0, 1))
    bounds = (summed(low), summed(high)) if len(low) == len(parts) else None
    info = info_of("log_sigmoid", parts, {"reference": beaten, "tau": scale}, dimensions=parts, bounds=bounds)
    return Composition(info, dict(parts), combine)


def _log_sigmoid(x: float) -> float:
    return min(x, 0.0) - math.log1p(math.exp(-abs(x)))
