"""What a comparison is worth, under a named rule for ties."""

from __future__ import annotations

from collections.abc import Sequence
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
