from __future__ import annotations

import numpy as np
import pytest

from plaudit.metrics import consistency, pairwise_consistency, position_bias

DECISIONS = np.array([[1.0, 1, 1], [0, 0, 1], [0.5, 0.5, 0.5], [1, np.nan, 1]])


def test_all_orders_must_agree() -> None:
    assert consistency(DECISIONS).value == 0.5
    assert pairwise_consistency(DECISIONS).value == pytest.approx((1 + 1 / 3 + 1 + 1 / 3) / 4)
    with pytest.raises(ValueError, match="two or more"):
        consistency(DECISIONS[:, :1])


def test_position_bias_by_hand() -> None:
    assert position_bias(np.array([1.0, 1, -1, 0])).value == 0.25  # 2/4 first, 1/4 last
    always = position_bias(np.ones(40))
    assert always.value == 1
    assert 0.85 < always.low < 1
    assert position_bias(np.zeros(10)).value == 0
