from __future__ import annotations

import numpy as np
import pytest

from plaudit.metrics import risk_coverage


def test_by_hand() -> None:
    found = risk_coverage(np.array([0.9, 0.5, 0.7, 0.5]), np.array([1.0, 0, 1, 1]))
    assert found.coverage.tolist() == [0.25, 0.5, 1.0]
    assert found.risk.tolist() == [0, 0, 0.25]
    # Errors rise from 0 at two to 1 at four comparisons: the integral of (s - 2) / 2 / s is 1 - log(4 / 2).
    assert found.area.value == pytest.approx((1 - np.log(2)) / 4)


def test_confidence_that_says_nothing_has_the_error_rate_as_area() -> None:
    right = np.array([1.0, 0, 1, 1] * 5)
    found = risk_coverage(np.zeros(20), right)
    assert found.area.value == pytest.approx(0.25)
    assert found.area.low < 0.25 < found.area.high
    assert risk_coverage(right, right).area.value < 0.08 < 0.25 < risk_coverage(-right, right).area.value


def test_unscored_comparisons_come_last() -> None:
    found = risk_coverage(np.array([-np.inf, 1.0]), np.array([0.0, 1]))
    assert found.risk.tolist() == [0, 0.5]
    with pytest.raises(ValueError, match="one per comparison"):
        risk_coverage(np.ones(2), np.ones(3))
