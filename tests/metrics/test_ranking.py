from __future__ import annotations

import numpy as np
import pytest

from plaudit.metrics import best_of_n, ndcg, regret, roc_auc


def test_the_best_must_beat_every_other() -> None:
    best = np.array([1, 0, 0])
    assert [best_of_n(np.array(s), best) for s in ([2.0, 1, 1], [2.0, 2, 1], [1.0, 2, 1])] == [1, 0, 0]
    assert best_of_n(np.array([2.0, 2, 1]), best, ties="share") == 0.5
    assert best_of_n(np.zeros(4), np.array([1, 0, 0, 0]), ties="share") == 0.25  # RewardBench 2: a constant
    assert best_of_n(np.array([2.0, 2, 1]), np.array([1, 1, 0])) == 1
    assert best_of_n(np.full(3, -np.inf), best, ties="share") == 0  # nothing was scored


def test_regret_by_hand() -> None:
    gold = np.array([3.0, 1, 2])
    assert regret(np.array([0.0, 9, 1]), gold) == 2
    assert regret(np.array([9.0, 9, 1]), gold) == 1  # half 3, half 1


def test_ndcg_by_hand() -> None:
    gains, log3 = np.array([3.0, 0, 1]), np.log2(3)
    assert ndcg(np.array([3.0, 1, 2]), gains) == pytest.approx(1)
    assert ndcg(np.array([1.0, 3, 2]), gains) == pytest.approx((1 / log3 + 3 / 2) / (3 + 1 / log3))
    assert ndcg(np.array([1.0, 3, 2]), gains, k=1) == 0
    assert ndcg(np.zeros(3), gains, k=1) == pytest.approx(4 / 3 / 3)  # the mean gain over the best
    assert ndcg(np.arange(3.0), np.zeros(3)) == 1


def test_area_by_hand() -> None:
    scores, good = np.array([3.0, 2, 2, 1]), np.array([1, 1, 0, 0])
    assert roc_auc(scores, good).value == pytest.approx(3.5 / 4)  # of four pairs one is tied
    assert roc_auc(-scores, good).value == pytest.approx(0.5 / 4)
    found = roc_auc(np.arange(20.0), np.arange(20) >= 10)
    assert found.value == 1
    assert 0.7 < found.low < 0.75  # Wilson of ten of ten: 0.722
    with pytest.raises(ValueError, match="both kinds"):
        roc_auc(scores, np.ones(4))


def test_area_covers() -> None:
    rng, hits = np.random.default_rng(0), 0
    for _ in range(100):
        x, good = rng.normal(size=60), np.arange(60) < 25
        found = roc_auc(x + good, good)
        hits += found.low <= 0.7602 <= found.high  # Phi(1 / sqrt 2)
    assert hits >= 90


def test_groups_that_are_copies_widen_the_interval() -> None:
    rng = np.random.default_rng(0)
    x, good = np.repeat(rng.normal(size=30), 4), np.repeat(np.arange(30) < 15, 4)
    alone, grouped = roc_auc(x + good, good), roc_auc(x + good, good, np.repeat(np.arange(30), 4))
    assert grouped.high - grouped.low > 1.7 * (alone.high - alone.low)
