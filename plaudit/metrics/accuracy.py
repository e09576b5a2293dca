"""What a comparison is worth, under a named rule for ties."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Literal, get_args

import numpy as np

from plaudit.core.outcomes import Result
from plaudit.metrics.bootstrap import Floats

TieRule = Literal["wrong", "half", "drop"]
"""What a scorer's tie is worth where the label has a winner: nothing, half a point, or it is left out."""

_TIED: dict[TieRule, float] = {"wrong": 0.0, "half": 0.5, "drop": float("nan")}


def points(results: Sequence[Result], ties: TieRule = "wrong") -> Floats:
    """Points of each comparison (n,): right 1, wrong and unscored 0, tied by the rule; NaN where it is left out.

    An unscored comparison stays in the denominator under every rule: a scorer must not gain by refusing. Raises
    ValueError for an unknown rule.
    """
    if ties not in _TIED:
        raise ValueError(f"no tie rule {ties!r}: choose one of {', '.join(get_args(TieRule))}")
    worth: dict[Result, float] = {"right": 1.0, "wrong": 0.0, "tied": _TIED[ties], "unscored": 0.0}
    return np.array([worth[r] for r in results], dtype=np.float64)


def all_right(points: Floats, groups: Sequence[Hashable]) -> dict[Hashable, float]:
    """Acc+: 1 for each group of comparisons that are all right, else 0 (MM-RLHF-RewardBench); by group, in order.

    points: (n,), as `points` gives them. A tie that is worth half makes its group not all right; one that is left out
    (NaN) is passed over.
    """
    right: dict[Hashable, float] = {}
    for value, group in zip(points, groups, strict=True):
        if not np.isnan(value):
            right[group] = min(right.get(group, 1.0), float(value == 1))
    return right


def three_way(margins: Floats, gaps: Floats) -> tuple[float, float]:
    """The best accuracy over all thresholds at which margins count as ties, and that threshold.

    margins, gaps: the scorer's and the label's differences (n,), of the same first response; a gap of 0 is a tie. A
    comparison is right where both name the same winner, or both tie: |margin| <= threshold (Deutsch et al. 2023, with
    the threshold fitted on these very comparisons, as VideoGen-RewardBench does: a little too high). A threshold of -1
    ties nothing; the least of the best is given. Raises ValueError where the two do not align.
    """
    margins, gaps = np.asarray(margins, dtype=np.float64), np.asarray(gaps, dtype=np.float64)
    if margins.shape != gaps.shape or not len(gaps):
        raise ValueError(f"margins {margins.shape} and gaps {gaps.shape} do not align")
    order = np.argsort(np.abs(margins), kind="stable")
    size = np.abs(margins[order])
    gain = (gaps[order] == 0).astype(np.float64) - (np.sign(margins) * np.sign(gaps) > 0)[order]
    right = (np.sign(margins) * np.sign(gaps) > 0).sum() + np.append(0, np.cumsum(gain))
    ends = np.append(0, np.flatnonzero(np.append(np.diff(size) != 0, True)) + 1)
    best = ends[np.argmax(right[ends])]
    return float(right[best] / len(gaps)), float(size[best - 1]) if best else -1.0
