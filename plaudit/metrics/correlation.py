"""Correlation of scores with ratings: by value, by rank, and by pairs, with ties."""

from __future__ import annotations

import numpy as np

from plaudit.core.estimate import Estimate
from plaudit.metrics.bootstrap import (
    Floats,
    Groups,
    Ints,
    Z,
    group_index,
    group_sums,
    percentiles,
    resampled_sums,
    weights,
)

_DRAWS = 2_000
_IN_CACHE = 16
"""A sixteenth of the draws that would fit into memory at once are ranked in a quarter of the time."""


def ranks(values: Floats) -> Floats:
    """Ranks 1..n of values (n,); equal values share the mean of their ranks."""
    order, starts = _runs(np.asarray(values, dtype=np.float64))
    return _ranks(np.ones((1, len(order))), order, starts).ravel()


def spearman(x: Floats, y: Floats, groups: Groups = None, *, seed: int = 0) -> Estimate:
    """Spearman's rho of x and y (n,), average ranks for ties, with a group-bootstrap interval.

    0 where either is constant, which orders nothing. A bootstrap says too little where rho is near 1 or the groups are
    few, so the interval holds that of Bonett & Wright (2000) as well, taken half a group short of a perfect rho; with
    three groups or fewer it is all of [-1, 1]. Raises ValueError where x and y do not align.
    """
    x, y = aligned(x, y)
    index, count = group_index(groups, len(x))
    value = float(_rho(np.ones((1, len(x))), x, y)[0])
    if count <= 3:
        return Estimate(value=value, low=-1.0, high=1.0, n=len(x))
    drawn = weights(count, seed=seed, draws=_DRAWS, width=_IN_CACHE * len(x))
    low, high = percentiles(np.concatenate([_rho(w[:, index], x, y) for w in drawn]))
    inner = _inner(value, count)
    return _held(value, low, high, len(x), *fisher_interval(inner, (1 + inner**2 / 2) / (count - 3)))


def pearson(x: Floats, y: Floats, groups: Groups = None, *, seed: int = 0) -> Estimate:
    """Pearson's r of x and y (n,), with a group-bootstrap interval that holds Fisher's (1921) as well.

    0 where either is constant; with three groups or fewer the interval is all of [-1, 1]. Raises ValueError where x and
    y do not align.
    """
    x, y = aligned(x, y)
    count = group_index(groups, len(x))[1]
    a, b = x - x.mean(), y - y.mean()
    sums = group_sums(np.stack([np.ones_like(a), a, b, a * a, b * b, a * b], axis=1), groups)
    value = float(_r(sums.sum(0, keepdims=True))[0])
    if count <= 3:
        return Estimate(value=value, low=-1.0, high=1.0, n=len(x))
    low, high = percentiles(_r(resampled_sums(sums, seed=seed, draws=_DRAWS)))
    return _held(value, low, high, len(x), *fisher_interval(_inner(value, count), 1 / (count - 3)))


def kendall_b(x: Floats, y: Floats, groups: Groups = None) -> Estimate:
    """Kendall's tau-b of x and y (n,): pairs in the same order minus pairs in the other, over those not tied.

    (P - Q) / sqrt((pairs not tied in x) (pairs not tied in y)), Kendall 1945. 0 where either is constant. The interval
    is on Fisher's scale, by the influence of each group, and holds that of Fieller et al. (1957) as well; with four
    groups or fewer it is all of [-1, 1]. Takes time n^2. Raises ValueError where x and y do not align.
    """
    both, one, two = _pair_signs(*aligned(x, y))
    total, untied = both.sum(), np.sqrt(one.sum() * two.sum())
    if not untied:
        return _kendall(0.0, np.zeros_like(both), groups)
    value = float(total / untied)
    pull = both / untied - value / 2 * (one / one.sum() + two / two.sum())
    return _kendall(value, 2 * pull, groups)


def kendall_c(x: Floats, y: Floats, groups: Groups = None) -> Estimate:
    """Stuart's tau-c of x and y (n,), for ratings on scales of unequal length; interval as for `kendall_b`.

    2 (P - Q) / (n^2 (m - 1) / m), where m is the smaller number of different values (Stuart 1953).
    """
    x, y = aligned(x, y)
    both, _, _ = _pair_signs(x, y)
    classes, n = min(len(np.unique(x)), len(np.unique(y))), len(x)
    if classes < 2:
        return _kendall(0.0, np.zeros_like(both), groups)
    scale = classes / (classes - 1) / n**2
    value = float(both.sum() * scale)
    return _kendall(value, 2 * (both * scale - value / n), groups)


def aligned(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Both as float64 (n,), n >= 1. Raises ValueError where they are not of one length or not finite."""
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if x.shape != y.shape or x.ndim != 1 or not len(x):
        raise ValueError(f"a correlation needs two rows of equal length, not {x.shape} and {y.shape}")
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise ValueError("a correlation needs finite values: leave out the responses without a score, and count them")
    return x, y


def fisher_interval(value: float, variance: float) -> tuple[float, float]:
    """The 95 % interval of a correlation inside (-1, 1), by its variance on the scale of arctanh."""
    reach = Z * float(np.sqrt(variance))
    return float(np.tanh(np.arctanh(value) - reach)), float(np.tanh(np.arctanh(value) + reach))


def _inner(value: float, count: int) -> float:
    """The value, kept half a group short of a perfect correlation."""
    return float(np.clip(value, 1 / (2 * count) - 1, 1 - 1 / (2 * count)))


def _held(value: float, low: float, high: float, n: int, safe_low: float, safe_high: float) -> Estimate:
    """The wider of two intervals at either end."""
    return Estimate(value=value, low=min(low, safe_low, value), high=max(high, safe_high, value), n=n)


def _r(sums: Floats) -> Floats:
    """R of each of D data sets, by its sums of 1, x, y, xx, yy and xy: (D, 6) -> (D,)."""
    n, x, y, xx, yy, xy = sums.T
    spread = np.sqrt(np.maximum(xx - x * x / n, 0) * np.maximum(yy - y * y / n, 0))
    r: Floats = np.divide(xy - x * y / n, spread, out=np.zeros(len(n)), where=spread > 1e-12 * np.sqrt(xx * yy))
    return r


def _pair_signs(x: Floats, y: Floats) -> tuple[Floats, Floats, Floats]:
    """Over all others, of each value: the sum of agreeing signs, and how many differ in x, and in y: (n,) each."""
    both, one, two = np.empty(len(x)), np.empty(len(x)), np.empty(len(x))
    step = max(1, 1_000_000 // len(x))
    for start in range(0, len(x), step):
        rows = slice(start, start + step)
        a = np.sign(x[rows, None] - x).astype(np.int8)
        b = np.sign(y[rows, None] - y).astype(np.int8)
        both[rows], one[rows], two[rows] = (a * b).sum(1), (a != 0).sum(1), (b != 0).sum(1)
    return both, one, two


def _kendall(value: float, influence: Floats, groups: Groups) -> Estimate:
    count, n = group_index(groups, len(influence))[1], len(influence)
    if count <= 4:
        return Estimate(value=value, low=-1.0, high=1.0, n=n)
    inner = _inner(value, count)
    pulls = group_sums(influence[:, None], groups)
    variance = float((pulls**2).sum()) * count / (count - 1) / (1 - inner**2) ** 2
    return _held(value, value, value, n, *fisher_interval(inner, max(variance, 0.437 / (count - 4))))


def _rho(times: Floats, x: Floats, y: Floats) -> Floats:
    """Rho of each of D data sets, in which value k occurs times[d, k] times: (D, n) -> (D,)."""
    a, b = _ranks(times, *_runs(x)), _ranks(times, *_runs(y))
    total = times.sum(1, keepdims=True)
    a -= (times * a).sum(1, keepdims=True) / total
    b -= (times * b).sum(1, keepdims=True) / total
    spread = np.sqrt((times * a * a).sum(1) * (times * b * b).sum(1))
    rho: Floats = np.divide((times * a * b).sum(1), spread, out=np.zeros(len(times)), where=spread > 1e-9)
    return rho


def _runs(values: Floats) -> tuple[Ints, Ints]:
    """The order that sorts the values, and where in it each run of equal values starts."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    return order, np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))


def _ranks(times: Floats, order: Ints, starts: Ints) -> Floats:
    """Average rank of each value where it occurs times[d, k] times: (D, n) -> (D, n)."""
    sizes = np.add.reduceat(times[:, order], starts, axis=1)
    middle = np.cumsum(sizes, axis=1) - (sizes - 1) / 2
    placed = np.empty_like(times)
    placed[:, order] = np.repeat(middle, np.diff(np.append(starts, len(order))), axis=1)
    return placed
