"""What a judge does when the same responses are shown in another order."""

from __future__ import annotations

import numpy as np

from plaudit.core.estimate import Estimate
from plaudit.metrics.bootstrap import Floats, Groups
from plaudit.metrics.means import difference, mean


def consistency(decisions: Floats, groups: Groups = None, *, seed: int = 0) -> Estimate:
    """Share of things on which all K orders give one decision: decisions (n, K), of named responses, not of places.

    With K = 2 it is the both-order consistency; with K permutations, that all agree. NaN (nothing could be read) agrees
    with nothing, itself included. Raises ValueError for fewer than two orders.
    """
    decisions = np.asarray(decisions, dtype=np.float64)
    if decisions.ndim != 2 or decisions.shape[1] < 2:
        raise ValueError(f"consistency needs decisions in two or more orders, not an array of shape {decisions.shape}")
    return mean((decisions == decisions[:, :1]).all(1).astype(np.float64), groups, proportion=True, seed=seed)


def pairwise_consistency(decisions: Floats, groups: Groups = None, *, seed: int = 0) -> Estimate:
    """Mean share of pairs of orders that agree, of decisions (n, K); it does not fall with K as `consistency` does."""
    decisions = np.asarray(decisions, dtype=np.float64)
    first, second = np.triu_indices(decisions.shape[1], 1)
    agree = (decisions[:, first] == decisions[:, second]).mean(1)
    return mean(agree, groups, proportion=True, seed=seed)


def position_bias(places: Floats, groups: Groups = None, *, seed: int = 0) -> Estimate:
    """How much more often the response shown first wins than the one shown last, of all votes: from -1 to 1.

    places: (n,), 1 for the first, -1 for the last, 0 for a tie or nothing. Both orders of every pair must be among
    them, or a bias of the labels is taken for one of places.
    """
    places = np.asarray(places, dtype=np.float64)
    first, last = (places > 0).astype(np.float64), (places < 0).astype(np.float64)
    return difference(first, last, groups, proportion=True, seed=seed)
