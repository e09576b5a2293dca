from __future__ import annotations

import math

import numpy as np
import pytest

from plaudit.metrics import brier, calibration_error, log_loss, reliability

LN3 = math.log(3)  # sigmoid(ln 3) = 3/4


def test_error_is_zero_where_confidence_is_accuracy() -> None:
    assert calibration_error(np.array([LN3, LN3, LN3, -LN3])).value == pytest.approx(0.0)


def test_error_weighs_bins_by_their_size() -> None:
    # Confidence 3/4: right once of twice, off by 1/4, weight 2/3. Confidence 9/10: always right, off by 1/10.
    estimate = calibration_error(np.array([LN3, -LN3, math.log(9)]))
    assert estimate.value == pytest.approx(2 / 3 * 1 / 4 + 1 / 3 * 1 / 10)
    assert estimate.low <= estimate.value <= estimate.high
    assert estimate.n == 3


def test_reliability_of_each_range() -> None:
    low, high = reliability(np.array([0.0, LN3, -LN3, LN3, LN3]), bins=2)
    assert (low.low, low.high, low.confidence, low.accuracy.value, low.accuracy.n) == (0.5, 0.75, 0.5, 0.5, 1)
    assert (high.low, high.high, high.confidence) == pytest.approx((0.75, 1.0, 0.75))
    assert (high.accuracy.value, high.accuracy.n) == (0.75, 4)


def test_a_certain_margin_falls_in_the_last_range() -> None:
    (only,) = reliability(np.array([1e6, -1e6]))
    assert (only.high, only.confidence, only.accuracy.value) == (1.0, 1.0, 0.5)


def test_log_loss_is_in_nats() -> None:
    assert log_loss(np.zeros(4)).value == pytest.approx(math.log(2))
    assert log_loss(np.array([LN3, -LN3])).value == pytest.approx((math.log(4 / 3) + math.log(4)) / 2)
    assert log_loss(np.array([-1e6])).value == 1e6


def test_no_margins_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        calibration_error(np.array([]))


def test_brier_by_hand() -> None:
    assert brier(np.zeros(4)).value == 0.25
    assert brier(np.array([np.log(3), -np.log(3)])).value == pytest.approx((0.25**2 + 0.75**2) / 2)
