"""What the votes on one pair of responses decide, and what a decision is worth, under rules by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_args

import numpy as np

from plaudit.core import DataError, UsageError
from plaudit.evaluate.tables.votes import UNREAD, Ballot
from plaudit.metrics import TieRule

OrderRule = Literal["majority", "all", "more_than_half", "original", "swapped", "each"]
"""How the votes of one ballot make a decision. majority: the response with more votes, ties and unread ones counting
for neither (Arena-Hard and JudgeBench over two orders; MLLM-Bench). all: every vote must say the same, else it is a tie
(LLMBar's "both"). more_than_half: over half of all votes, unread ones included (VL-RewardBench, with unread "drop").
original, swapped: the first vote in that order. each: every vote is a decision of its own (MMRB2)."""


def decisions(ballot: Ballot, orders: OrderRule) -> tuple[float, ...]:
    """What a ballot decides: 1 for a, 0 for b, 0.5 a tie, NaN unread."""
    if orders not in _RULES:
        raise UsageError(f"no order rule {orders!r}", remedy=f"Choose one of: {', '.join(get_args(OrderRule))}.")
    return _RULES[orders](ballot)


def points(decision: float, ballot: Ballot, ties: TieRule, unread: TieRule) -> float:
    """1 where the decision is the label (a tie, for a tie), else 0; ties and unread ones by rule; NaN: left out.

    Raises DataError where the ballot has no label.
    """
    if np.isnan(decision):
        return _WORTH[unread]
    if decision == label(ballot):
        return 1.0
    return _WORTH[ties] if decision == 0.5 else 0.0


def label(ballot: Ballot) -> float:
    """The label. Raises DataError where there is none."""
    if ballot.label is None:
        raise DataError(f"{ballot.item} has no label", where="votes", remedy="Name the column of labels.")
    return ballot.label


def _majority(ballot: Ballot) -> tuple[float, ...]:
    read = [v for v in ballot.votes if not np.isnan(v)]
    return ((float(np.sign(sum(v - 0.5 for v in read))) + 1) / 2 if read else UNREAD,)


def _all(ballot: Ballot) -> tuple[float, ...]:
    said = set(ballot.votes)
    if any(np.isnan(v) for v in said) or not said:
        return (UNREAD,)
    return (said.pop() if len(said) == 1 else 0.5,)


def _more_than_half(ballot: Ballot) -> tuple[float, ...]:
    half = len(ballot.votes) / 2
    return (next((v for v in (1.0, 0.0) if ballot.votes.count(v) > half), UNREAD),)


_WORTH: dict[TieRule, float] = {"wrong": 0.0, "half": 0.5, "drop": UNREAD}
_RULES: dict[OrderRule, Callable[[Ballot], tuple[float, ...]]] = {
    "majority": _majority,
    "all": _all,
    "more_than_half": _more_than_half,
    "original": lambda ballot: ballot.original[:1],
    "swapped": lambda ballot: ballot.swapped[:1],
    "each": lambda ballot: ballot.votes,
}
