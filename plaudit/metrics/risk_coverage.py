"""What abstaining buys: the error among the comparisons a scorer is surest of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from plaudit.core.estimate import Estimate
from plaudit.metrics.bootstrap import Floats, Groups, Ints, group_index, percentiles, weights

_DRAWS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskCoverage:
    """Risk at each coverage (El-Yaniv & Wiener 2010), one point per distinct confidence, the surest first."""

    coverage: Floats
    """Share of the comparisons answered."""
    risk: Floats
    """Share of these that are wrong."""
    area: Estimate
    """Mean risk over all coverages; between two confidences the errors rise evenly."""


def risk_coverage(confidence: Floats, right: Floats, groups: Groups = None, *, seed: int = 0) -> RiskCoverage:
    """confidence, right: (n,), right in [0, 1]; an unscored comparison has confidence -inf and is not right.

    Raises ValueError where the two do not align.
    """
    confidence, wrong = np.asarray(confidence, dtype=np.float64), 1 - np.asarray(right, dtype=np.float64)
    if confidence.shape != wrong.shape or not len(wrong):
        raise ValueError(f"{confidence.shape} confidences for {wrong.shape} results: give one per comparison")
    index, count = group_index(groups, len(wrong))
    order = np.argsort(-confidence, kind="stable")
    ends = np.flatnonzero(np.append(np.diff(confidence[order]) != 0, True))
    whole = _errors(np.ones((1, len(wrong))), wrong, order, ends)
    drawn = weights(count, seed=seed, draws=_DRAWS, width=len(wrong))
    low, high = percentiles(np.concatenate([_area(*_errors(w[:, index], wrong, order, ends)) for w in drawn]))
    sizes, errors = whole
    value = float(_area(*whole)[0])
    area = Estimate(value=value, low=min(low, value), high=max(high, value), n=len(wrong))
    return RiskCoverage(coverage=sizes[0] / len(wrong), risk=errors[0] / sizes[0], area=area)


def _errors(times: Floats, wrong: Floats, order: Ints, ends: Ints) -> tuple[Floats, Floats]:
    """Comparisons and errors down to each distinct confidence, of D data sets: (D, n) -> (D, E) twice."""
    sizes = np.cumsum(times[:, order], axis=1)[:, ends]
    return sizes, np.cumsum((times * wrong)[:, order], axis=1)[:, ends]


def _area(sizes: Floats, errors: Floats) -> Floats:
    """Mean risk over coverages: between two confidences errors rise evenly, and risk is errors over size."""
    before, wrong_before = np.pad(sizes, ((0, 0), (1, 0)))[:, :-1], np.pad(errors, ((0, 0), (1, 0)))[:, :-1]
    width = sizes - before
    rate = np.divide(errors - wrong_before, width, out=np.zeros_like(width), where=width > 0)
    # The integral of (wrong_before + rate * (s - before)) / s from `before` to `size`.
    ratio = np.divide(sizes, before, out=np.ones_like(sizes), where=before > 0)
    total = rate * width + (wrong_before - rate * before) * np.log(ratio)
    area: Floats = total.sum(1) / sizes[:, -1]
    return area
