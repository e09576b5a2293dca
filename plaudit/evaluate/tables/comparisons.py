"""Whether judges of one table differ by more than chance, pair by pair, corrected for how many pairs there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np

from plaudit.core import Estimate, Json, UsageError
from plaudit.evaluate.tables.decisions import OrderRule, decisions, points
from plaudit.evaluate.tables.table import Key
from plaudit.evaluate.tables.votes import Ballot
from plaudit.metrics import McNemar, TieRule, benjamini_hochberg, difference, holm, mcnemar

Correction = Literal["holm", "benjamini_hochberg"]
_CORRECTIONS = {"holm": holm, "benjamini_hochberg": benjamini_hochberg}


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedComparison:
    """Two groups of ballots (two judges) on the items that both decided."""

    a: Key
    b: Key
    difference: Estimate
    """Accuracy of a minus that of b: paired bootstrap over items."""
    test: McNemar
    """Of the items that just one got fully right."""
    adjusted: float
    """Its p-value, corrected for all pairs."""

    def to_json(self) -> dict[str, Json]:
        """Both names, the difference, and p before and after the correction."""
        figures: dict[str, Json] = {"difference": self.difference.to_json(), "p": self.test.p}
        return {"a": list(self.a), "b": list(self.b), **figures, "adjusted": self.adjusted}


def paired_comparisons(
    ballots: Sequence[Ballot],
    *,
    orders: OrderRule = "majority",
    ties: TieRule = "wrong",
    unread: TieRule = "wrong",
    correction: Correction = "holm",
    seed: int = 0,
) -> list[PairedComparison]:
    """Every two groups on the items of both; rules as in `agreement`. Groups without a common item are passed over.

    Raises UsageError for an unknown correction, DataError where a ballot has no label.
    """
    if correction not in _CORRECTIONS:
        raise UsageError(f"no correction {correction!r}", remedy=f"Choose one of: {', '.join(_CORRECTIONS)}.")
    worth = _by_item(ballots, orders=orders, ties=ties, unread=unread)
    found = []
    for a, b in combinations(worth, 2):
        items = [item for item in worth[a] if item in worth[b]]
        if items:
            one, two = (np.array([worth[group][item] for item in items]) for group in (a, b))
            paired = difference(one, two, proportion=True, seed=seed)
            found.append((a, b, paired, mcnemar((one == 1) * 1.0, (two == 1) * 1.0)))
    adjusted = _CORRECTIONS[correction]([test.p for *_, test in found])
    return [
        PairedComparison(a=a, b=b, difference=paired, test=test, adjusted=float(p))
        for (a, b, paired, test), p in zip(found, adjusted, strict=True)
    ]


def _by_item(
    ballots: Sequence[Ballot], *, orders: OrderRule, ties: TieRule, unread: TieRule
) -> dict[Key, dict[Key, float]]:
    """Mean points of each item in each group, under rules as in `agreement`; an item that is left out is not there."""
    found: dict[Key, dict[Key, list[float]]] = {}
    for ballot in ballots:
        worth = [points(decision, ballot, ties, unread) for decision in decisions(ballot, orders)]
        kept = [value for value in worth if not np.isnan(value)]
        found.setdefault(ballot.by, {}).setdefault(ballot.item, []).extend(kept)
    return {by: {item: float(np.mean(p)) for item, p in items.items() if p} for by, items in found.items()}
