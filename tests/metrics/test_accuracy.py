from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from plaudit.core.outcomes import Result
from plaudit.metrics import TieRule, points

RESULTS: tuple[Result, ...] = ("right", "wrong", "tied", "unscored")


@pytest.mark.parametrize(
    ("ties", "expected"), [("wrong", [1, 0, 0, 0]), ("half", [1, 0, 0.5, 0]), ("drop", [1, 0, np.nan, 0])]
)
def test_points_of_each_result_under_each_rule(ties: TieRule, expected: list[float]) -> None:
    np.testing.assert_array_equal(points(RESULTS, ties), expected)


def test_an_unknown_rule_is_refused() -> None:
    rule: Any = "quarter"
    with pytest.raises(ValueError, match="wrong, half, drop"):
        points(RESULTS, rule)
