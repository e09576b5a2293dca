"""Agreement beyond chance: between two raters (kappa) and among many with gaps (alpha)."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from typing import Literal

import numpy as np

from plaudit.core.estimate import Estimate
from plaudit.metrics.bootstrap import Bools, Floats, Groups, group_sums, percentiles, resampled_sums

Level = Literal["nominal", "interval"]
"""nominal: values are equal or not; interval: their difference counts, squared."""
_DRAWS = 2_000


def cohen_kappa(
    a: Sequence[Hashable],
    b: Sequence[Hashable],
    groups: Groups = None,
    *,
    counted: Collection[Hashable] | None = None,
    seed: int = 0,
) -> Estimate:
    """Cohen's kappa (1960) of two raters of the same n things: (observed - expected) / (1 - expected) agreement.

    counted: the values on which agreement counts; None: all. Anything else is no kappa, but what a published script
    computes that leaves a value out (LLMBar's does). 1 where both give one and the same value throughout, which leaves
    no chance to correct for. Group-bootstrap interval. Raises ValueError where a and b do not align.
    """
    if len(a) != len(b) or not len(a):
        raise ValueError(f"kappa of {len(a)} and {len(b)} values: give both raters' values of the same things")
    number = {value: k for k, value in enumerate(dict.fromkeys([*a, *b]))}
    cells = np.array([number[x] * len(number) + number[y] for x, y in zip(a, b, strict=True)])
    member = (cells[:, None] == np.arange(len(number) ** 2)).astype(np.float64)
    sums = group_sums(member, groups)
    kept = np.array([counted is None or value in counted for value in number])
    value = float(_kappa(sums.sum(0, keepdims=True), kept)[0])
    low, high = percentiles(_kappa(resampled_sums(sums, seed=seed, draws=_DRAWS), kept))
    return Estimate(value=value, low=min(low, value), high=max(high, value), n=len(a))


def krippendorff_alpha(ratings: Floats, groups: Groups = None, *, level: Level = "nominal", seed: int = 0) -> Estimate:
    """Krippendorff's alpha of ratings (n things, raters), NaN where a rater gave none.

    1 - observed / expected disagreement over pairs of ratings of one thing, each thing weighing as many ratings as it
    has (Krippendorff 2011, "Computing Krippendorff's alpha-reliability"). A thing with one rating counts for nothing.
    1 where all ratings are equal. Group-bootstrap interval. Raises ValueError where nothing is rated twice.
    """
    ratings = np.asarray(ratings, dtype=np.float64)
    paired = np.isfinite(ratings).sum(1) > 1
    if not paired.any():
        raise ValueError("alpha needs things that were rated twice or more")
    values = np.unique(ratings[paired][np.isfinite(ratings[paired])])
    counts = (ratings[:, :, None] == values).sum(1).astype(np.float64) * paired[:, None]
    apart = (values[:, None] != values) * (1.0 if level == "nominal" else (values[:, None] - values) ** 2)
    within = np.einsum("nv,vw,nw->n", counts, apart, counts) / np.maximum(counts.sum(1) - 1, 1)
    sums = group_sums(np.column_stack([within, counts]), groups)
    value = float(_alpha(sums.sum(0, keepdims=True), apart)[0])
    low, high = percentiles(_alpha(resampled_sums(sums, seed=seed, draws=_DRAWS), apart))
    return Estimate(value=value, low=min(low, value), high=max(high, value), n=int(paired.sum()))


def _kappa(cells: Floats, kept: Bools) -> Floats:
    """Kappa of each of D tables of V x V counts, over the values kept (V,): (D, V * V) -> (D,)."""
    size = int(np.sqrt(cells.shape[1]))
    table = cells.reshape(-1, size, size) / cells.sum(1)[:, None, None]
    seen = np.diagonal(table, axis1=1, axis2=2) @ kept
    chance = (table.sum(1) * table.sum(2)) @ kept
    kappa: Floats = np.divide(seen - chance, 1 - chance, out=np.ones(len(seen)), where=chance < 1 - 1e-12)
    return kappa


def _alpha(sums: Floats, apart: Floats) -> Floats:
    """Alpha of each of D data sets, by its disagreement within things and its counts of values: (D, 1 + V) -> (D,)."""
    within, counts = sums[:, 0], sums[:, 1:]
    total = counts.sum(1)
    chance = np.einsum("dv,vw,dw->d", counts, apart, counts)
    alpha: Floats = 1 - np.divide((total - 1) * within, chance, out=np.zeros(len(total)), where=chance > 0)
    return alpha
