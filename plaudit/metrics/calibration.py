"""Whether margins mean what they say, read as log-odds: P(better wins) = sigmoid(margin), as in Bradley & Terry (1952).

A margin is the score of the response that the label prefers, minus the other's. A scorer that was not trained on
log-odds (a rating from 1 to 5, a similarity) has no reason to be calibrated in this sense.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from plaudit.core.estimate import Estimate
from plaudit.metrics.bootstrap import Floats, Groups, Ints, group_index, group_sums, percentiles, resampled_sums
from plaudit.metrics.means import mean


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """The comparisons whose confidence lies in one range."""

    low: float
    high: float
    confidence: float
    """Their mean confidence."""
    accuracy: Estimate
    """How often the response they favour is the one the label prefers; a tie is half."""


def reliability(margins: Floats, groups: Groups = None, *, bins: int = 10, seed: int = 0) -> list[Bin]:
    """Margins (n,) in equal ranges of confidence from 0.5 to 1; a range without any is left out."""
    confidence, right, index = _binned(margins, bins)
    group = group_index(groups, len(margins))[0]
    edges = np.linspace(0.5, 1.0, bins + 1)
    return [
        Bin(
            low=float(edges[k]),
            high=float(edges[k + 1]),
            confidence=float(confidence[index == k].mean()),
            accuracy=mean(right[index == k], group[index == k], proportion=True, seed=seed),
        )
        for k in np.unique(index)
    ]


def calibration_error(margins: Floats, groups: Groups = None, *, bins: int = 10, seed: int = 0) -> Estimate:
    """Expected calibration error: the mean over comparisons of their bin's |accuracy - confidence|.

    Naeini et al. 2015; Guo et al. 2017. Noise can only add to it, so that on few comparisons it, and still more its
    interval, lies too high. Raises ValueError for no margins.
    """
    confidence, right, index = _binned(margins, bins)
    member = (index[:, None] == np.arange(bins)) * (right - confidence)[:, None]
    draws = resampled_sums(group_sums(np.column_stack([member, np.ones(len(index))]), groups), seed=seed)
    low, high = percentiles(np.abs(draws[:, :bins]).sum(1) / draws[:, bins])
    value = float(np.abs(member.sum(0)).sum() / len(index))
    return Estimate(value=value, low=min(low, value), high=max(high, value), n=len(index))


def log_loss(margins: Floats, groups: Groups = None, *, seed: int = 0) -> Estimate:
    """Mean of -log P(better wins), in nats; log 2 where all is tied. A proper score, as the error is not."""
    return mean(np.logaddexp(0.0, -np.asarray(margins, dtype=np.float64)), groups, seed=seed)


def brier(margins: Floats, groups: Groups = None, *, seed: int = 0) -> Estimate:
    """Mean of (1 - P(better wins))^2, of margins (n,); 0.25 where all is tied. A proper score (Brier 1950)."""
    return mean((1 / (1 + np.exp(np.clip(margins, -700, 700)))) ** 2, groups, seed=seed)


def _binned(margins: Floats, bins: int) -> tuple[Floats, Floats, Ints]:
    margins = np.asarray(margins, dtype=np.float64)
    if not len(margins):
        raise ValueError("calibration needs at least one margin")
    confidence = 1 / (1 + np.exp(-np.abs(margins)))
    index = np.minimum(((confidence - 0.5) * 2 * bins).astype(np.int64), bins - 1)
    return confidence, 0.5 + 0.5 * np.sign(margins), index
