from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from plaudit.core.outcomes import Result
from plaudit.metrics import TieRule, all_right, points, three_way

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


def test_acc_plus_wants_all_of_a_group() -> None:
    assert all_right(np.array([1.0, 1, 0, 1, np.nan, 0.5]), list("aabbac")) == {"a": 1.0, "b": 0.0, "c": 0.0}


def test_three_way_by_hand() -> None:
    margins, gaps = np.array([0.1, -0.1, 2.0, -3.0, 0.5]), np.array([0.0, 0, 1, -1, -1])
    # No ties: 2 of 5 right. At 0.1 both label ties are right too: 4 of 5. At 0.5 the wrong one is only another error.
    assert three_way(margins, gaps) == (0.8, 0.1)
    assert three_way(np.array([1.0, -2.0]), np.array([1.0, -1.0])) == (1.0, -1.0)
    # Equal sizes are crossed together: at 1 one is gained and one is lost.
    assert three_way(np.array([1.0, -1.0]), np.array([1.0, 0.0])) == (0.5, -1.0)
    # An exact tie of the scorer is a tie from threshold 0 on.
    assert three_way(np.array([0.0, 1.0]), np.array([0.0, 1.0])) == (1.0, 0.0)
