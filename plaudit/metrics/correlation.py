"""Rank correlation with ties."""

from __future__ import annotations

import numpy as np

from plaudit.core.estimate import Estimate
from plaudit.metrics.bootstrap import Floats, Groups, Ints, Z, group_index, percentiles, weights

_DRAWS = 2_000


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
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if x.shape != y.shape or x.ndim != 1 or not len(x):
        raise ValueError(f"a rank correlation needs two rows of equal length, not {x.shape} and {y.shape}")
    index, count = group_index(groups, len(x))
    value = float(_rho(np.ones((1, len(x))), x, y)[0])
    if count <= 3:
        return Estimate(value=value, low=-1.0, high=1.0, n=len(x))
    drawn = weights(count, seed=seed, draws=_DRAWS, width=len(x))
    low, high = percentiles(np.concatenate([_rho(w[:, index], x, y) for w in drawn]))
    inner = float(np.clip(value, 1 / (2 * count) - 1, 1 - 1 / (2 * count)))
    reach = Z * np.sqrt((1 + inner**2 / 2) / (count - 3))
    safe_low, safe_high = np.tanh(np.arctanh(inner) + np.array([-reach, reach]))
    low, high = min(low, float(safe_low), value), max(high, float(safe_high), value)
    return Estimate(value=value, low=low, high=high, n=len(x))


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
