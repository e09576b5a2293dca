"""Logistic regression, cross-validated by group: how far some features predict a label.

Shapes: n rows, F features.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
import numpy.typing as npt

from plaudit.metrics import Floats

FOLDS = 5
_RIDGE = 1.0
"""Penalty on squared weights, for features of unit size: it keeps the weights finite where a feature tells all."""
_STEPS = 25


def held_out_logits(
    features: Floats, positive: npt.NDArray[np.bool_], groups: Sequence[Hashable], seed: int = 0
) -> Floats:
    """For each row of features (n, F) the log-odds of positive (n,), by a model of the other folds' rows: (n,).

    No intercept is fitted: give a column of ones where one is meant. A group is in one fold. Raises ValueError for
    fewer groups than folds.
    """
    names = list(dict.fromkeys(groups))
    if len(names) < FOLDS:
        raise ValueError(f"{len(names)} groups are too few for {FOLDS} folds")
    places = np.random.default_rng(seed).permutation(len(names)) % FOLDS
    fold_of = dict(zip(names, places.tolist(), strict=True))
    fold = np.array([fold_of[group] for group in groups])
    size = np.sqrt((features**2).mean(axis=0))
    scaled = features / np.where(size > 0, size, 1.0)
    out = np.empty(len(features))
    for k in range(FOLDS):
        out[fold == k] = scaled[fold == k] @ _fitted(scaled[fold != k], positive[fold != k])
    return out


def _fitted(features: Floats, positive: npt.NDArray[np.bool_]) -> Floats:
    """Weights (F,) by Newton's method on the penalised likelihood, which is concave; no step is above 5."""
    weights = np.zeros(features.shape[1])
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-np.clip(features @ weights, -30, 30)))
        slope = features.T @ (positive - likely) - _RIDGE * weights
        curve = (features * (likely * (1 - likely))[:, None]).T @ features + _RIDGE * np.eye(len(weights))
        step = np.linalg.solve(curve, slope)
        step *= min(1.0, 5.0 / max(float(np.abs(step).max()), 1e-12))
        weights = weights + step
        if np.abs(step).max() < 1e-8:
            break
    return weights
