"""The area under the ROC curve, with ties."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from plaudit.core.estimate import Estimate
from plaudit.metrics.bootstrap import Floats, Groups, group_index, percentiles, weights
from plaudit.metrics.means import wilson

_DRAWS = 1_000


def auc(scores: Floats, positive: npt.NDArray[np.bool_], groups: Groups = None, *, seed: int = 0) -> Estimate:
    """How often a positive of scores (n,) is above a negative; a tie is half (Hanley & McNeil 1982).

    The interval is a group bootstrap's, widened to hold the Wilson interval of as many trials as there are groups:
    where all positives are above all negatives, a bootstrap has no width. Raises ValueError where the two do not align
    or all are of one class.
    """
    scores, positive = np.asarray(scores, dtype=np.float64), np.asarray(positive, dtype=bool)
    if scores.shape != positive.shape or scores.ndim != 1 or not 0 < positive.sum() < len(positive):
        raise ValueError(f"an AUC needs scores of both classes, not {positive.sum()} positive of {len(positive)}")
    index, count = group_index(groups, len(scores))
    order = np.argsort(scores, kind="stable")
    starts = np.flatnonzero(np.concatenate([[True], np.diff(scores[order]) > 0]))
    value = float(_areas(np.ones((1, len(scores))), positive, order, starts)[0])
    drawn = weights(count, seed=seed, draws=_DRAWS, width=len(scores))
    areas = np.concatenate([_areas(times[:, index], positive, order, starts) for times in drawn])
    low, high = percentiles(areas[np.isfinite(areas)]) if np.isfinite(areas).any() else (value, value)
    safe_low, safe_high = wilson(value, count)
    return Estimate(value=value, low=min(low, safe_low), high=max(high, safe_high), n=len(scores))


def _areas(
    times: Floats, positive: npt.NDArray[np.bool_], order: npt.NDArray[np.int64], starts: npt.NDArray[np.int64]
) -> Floats:
    """The area in each of D data sets, in which value k occurs times[d, k] times: (D, n) -> (D,); NaN: one class."""
    above = np.add.reduceat((times * positive)[:, order], starts, axis=1)
    below = np.add.reduceat((times * ~positive)[:, order], starts, axis=1)
    won = (above * (np.cumsum(below, axis=1) - below / 2)).sum(axis=1)
    pairs = above.sum(axis=1) * below.sum(axis=1)
    areas: Floats = np.divide(won, pairs, out=np.full(len(times), np.nan), where=pairs > 0)
    return areas
