from __future__ import annotations

import numpy as np
import pytest

from plaudit.metrics import auc


def test_by_hand() -> None:
    # positives 1, 3, 3; negatives 2, 3. Of six pairs: 1 loses both; each 3 beats 2 and ties with 3 -> 2 x 1.5 = 3 of 6
    scores, positive = np.array([1.0, 3, 3, 2, 3]), np.array([True, True, True, False, False])
    found = auc(scores, positive)
    assert found.value == pytest.approx(0.5) and found.n == 5
    assert found.low < 0.5 < found.high
    assert auc(-scores, positive).value == pytest.approx(0.5)
    assert auc(scores[:4], positive[:4]).value == pytest.approx(2 / 3)  # against 2 alone: 0, 1, 1


def test_order_does_not_matter_but_direction_does() -> None:
    rng = np.random.default_rng(0)
    scores, positive = rng.normal(size=50), rng.random(50) < 0.4
    found, order = auc(scores, positive), rng.permutation(50)
    assert auc(scores[order], positive[order]).value == pytest.approx(found.value)
    assert auc(-scores, positive).value == pytest.approx(1 - found.value)
    brute = np.mean([a > b for a in scores[positive] for b in scores[~positive]])
    assert found.value == pytest.approx(brute)


def test_a_perfect_order_is_not_certain() -> None:
    found = auc(np.arange(20.0), np.arange(20) >= 10)
    assert found.value == found.high == 1.0
    assert found.low == pytest.approx(20 / (20 + 1.959963984540054**2))  # Wilson's lower bound of 20 out of 20


def test_whole_groups_are_drawn() -> None:
    scores = np.random.default_rng(0).normal(size=100)
    positive = scores + np.random.default_rng(1).normal(size=100) > 0
    alone = auc(scores, positive)
    tenfold = auc(np.tile(scores, 10), np.tile(positive, 10), list(range(100)) * 10)
    assert tenfold.value == pytest.approx(alone.value)
    assert tenfold.high - tenfold.low == pytest.approx(alone.high - alone.low, rel=0.1)


@pytest.mark.parametrize("positive", [[True, True], [False, False], [True]])
def test_one_class_or_another_length(positive: list[bool]) -> None:
    with pytest.raises(ValueError, match="both classes"):
        auc(np.array([1.0, 2.0]), np.array(positive))
