"""How well scores rank several responses of one prompt, or good things among bad."""

from __future__ import annotations

from typing import Literal

import numpy as np

from plaudit.core.estimate import Estimate
from plaudit.metrics.bootstrap import Bools, Floats, Groups, Z, group_index, group_sums
from plaudit.metrics.correlation import ranks
from plaudit.metrics.means import wilson

Shared = Literal["wrong", "share"]
"""What a tie at the top is worth: nothing, or one over the number of responses that share it."""


def best_of_n(scores: Floats, best: Floats | Bools, ties: Shared = "wrong") -> float:
    """Points for the top-scored of N responses: scores (N,), best (N,) true where a response is one of the best.

    "wrong": every one at the top must be a best one (RMB: the best beats every loser). "share": the part of those at
    the top that are (RewardBench 2: 1 / number at the top). Feed the points of many samples to `mean`. An unscored
    response is -inf: never at the top while any has a score. All unscored is 0.
    """
    scores, among = np.asarray(scores, dtype=np.float64), np.asarray(best, dtype=np.bool_)
    top = scores == scores.max()
    if np.isneginf(scores.max()):
        return 0.0
    share = float(among[top].mean())
    return share if ties == "share" else float(share == 1)


def regret(scores: Floats, gold: Floats) -> float:
    """Gold score of the best of N responses minus that of the top-scored, in gold's units; tied tops share evenly."""
    scores, gold = np.asarray(scores, dtype=np.float64), np.asarray(gold, dtype=np.float64)
    return float(gold.max() - gold[scores == scores.max()].mean())


def ndcg(scores: Floats, gains: Floats, k: int | None = None) -> float:
    """Normalised discounted cumulative gain of N responses by score, over the first k places.

    Sum over places p of gain / log2(p + 1), over that of the best order (Järvelin & Kekäläinen 2002); gains are taken
    as they are. Tied scores share the mean of their gains, the expectation over their orders (McSherry & Najork 2008).
    1 where no gain is above 0: there is nothing to find.
    """
    scores, gains = np.asarray(scores, dtype=np.float64), np.asarray(gains, dtype=np.float64)
    discount = 1 / np.log2(np.arange(2, len(gains) + 2))
    discount[len(gains) if k is None else k :] = 0
    ideal = float(np.sort(gains)[::-1] @ discount)
    _, same = np.unique(-scores, return_inverse=True)
    shared = (np.bincount(same, gains) / np.bincount(same))[same]
    return float(shared[np.argsort(-scores, kind="stable")] @ discount) / ideal if ideal > 0 else 1.0


def roc_auc(scores: Floats, good: Floats | Bools, groups: Groups = None) -> Estimate:
    """Area under the ROC curve: how often a good thing outscores a bad one, ties half. scores, good: (n,).

    Interval by DeLong et al. (1988) with whole groups, on the scale of log-odds; where the area is 0 or 1 it is
    Wilson's on as many groups as the rarer kind has. Raises ValueError where there are not both kinds.
    """
    scores, is_good = np.asarray(scores, dtype=np.float64), np.asarray(good, dtype=np.bool_)
    many, few = int(is_good.sum()), int((~is_good).sum())
    if not many or not few:
        raise ValueError(f"{many} good and {few} bad things: an area needs both kinds")
    above, own = ranks(scores), np.empty(len(scores))
    own[is_good], own[~is_good] = ranks(scores[is_good]), ranks(scores[~is_good])
    placed = np.where(is_good, (above - own) / few, 1 - (above - own) / many)  # share of the other kind ranked rightly
    value = float(placed[is_good].mean())
    index = group_index(groups, len(scores))[0]
    if value in (0.0, 1.0):
        low, high = wilson(value, min(len(np.unique(index[is_good])), len(np.unique(index[~is_good]))))
        return Estimate(value=value, low=low, high=high, n=len(scores))
    pulls = group_sums(((placed - value) / np.where(is_good, many, few))[:, None], groups)
    odds, reach = np.log(value / (1 - value)), Z * np.sqrt((pulls**2).sum()) / (value * (1 - value))
    low, high = (float(1 / (1 + np.exp(-(odds + side)))) for side in (-reach, reach))
    return Estimate(value=value, low=low, high=high, n=len(scores))
