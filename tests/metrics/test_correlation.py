from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from plaudit.metrics import ranks, spearman
from plaudit.metrics.correlation import _rho


def test_ties_share_the_mean_of_their_ranks() -> None:
    assert ranks(np.array([20.0, 10.0, 20.0, 30.0])).tolist() == [2.5, 1.0, 2.5, 4.0]


def test_rho_by_hand() -> None:
    # No ties: 1 - 6 * sum of squared rank differences / (n (n^2 - 1)) = 1 - 6 * 4 / 120.
    assert spearman(np.array([1.0, 2, 3, 4, 5]), np.array([2.0, 1, 4, 3, 5])).value == pytest.approx(0.8)
    # Ties: ranks (1, 2.5, 2.5, 4) and (1, 2, 3, 4): 4.5 / sqrt(4.5 * 5).
    assert spearman(np.array([1.0, 2, 2, 3]), np.array([1.0, 2, 3, 4])).value == pytest.approx(4.5 / np.sqrt(22.5))


def test_each_draw_is_the_rho_of_the_repeated_rows() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.integers(0, 6, 30).astype(float), rng.integers(0, 4, 30).astype(float)
    times = rng.multinomial(30, np.full(30, 1 / 30), size=20)
    expected = [stats.spearmanr(np.repeat(x, t), np.repeat(y, t)).statistic for t in times]
    np.testing.assert_allclose(_rho(times.astype(float), x, y), expected, rtol=1e-12)


def test_a_constant_orders_nothing() -> None:
    estimate = spearman(np.zeros(30), np.arange(30.0))
    assert estimate.value == 0
    assert estimate.low < -0.3 < 0.3 < estimate.high


def test_a_perfect_rho_keeps_an_interval() -> None:
    up, down = spearman(np.arange(10.0), np.arange(10.0)), spearman(np.arange(10.0), -np.arange(10.0))
    assert up.value == pytest.approx(1.0)
    assert 0.6 < up.low < 0.9
    assert (down.low, down.high) == pytest.approx((-up.high, -up.low))


def test_three_groups_tell_nothing() -> None:
    estimate = spearman(np.arange(6.0), np.arange(6.0), ["a", "a", "b", "b", "c", "c"])
    assert (estimate.low, estimate.high, estimate.n) == (-1.0, 1.0, 6)


def test_the_interval_covers() -> None:
    # Two normals of correlation r have a population rho of 6 / pi * asin(r / 2).
    rng, truth = np.random.default_rng(0), 6 / np.pi * np.arcsin(0.6 / 2)
    hits = 0
    for _ in range(60):
        x = rng.normal(size=40)
        estimate = spearman(x, 0.6 * x + 0.8 * rng.normal(size=40))
        hits += estimate.low <= truth <= estimate.high
    assert hits >= 54


def test_rows_of_unequal_length_are_refused() -> None:
    with pytest.raises(ValueError, match="equal length"):
        spearman(np.ones(2), np.ones(3))
