from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from plaudit.core import Estimate
from plaudit.metrics import kendall_b, kendall_c, pearson, ranks, spearman
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


def drawn(n: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    return rng.integers(0, 7, n).astype(float), rng.integers(0, 4, n).astype(float)


def test_scipy_agrees() -> None:
    x, y = drawn(200)
    assert pearson(x, y).value == pytest.approx(stats.pearsonr(x, y).statistic, abs=1e-12)
    assert kendall_b(x, y).value == pytest.approx(stats.kendalltau(x, y, variant="b").statistic, abs=1e-12)
    assert kendall_c(x, y).value == pytest.approx(stats.kendalltau(x, y, variant="c").statistic, abs=1e-12)


def test_taus_by_hand() -> None:
    x, y = np.array([1.0, 2, 2, 3, 4]), np.array([1.0, 2, 3, 2, 3])
    # Of ten pairs one is tied in x and two in y; of the other seven, (2, 3)-(3, 2) disagrees: P - Q = 6 - 1.
    assert kendall_b(x, y).value == pytest.approx(5 / np.sqrt(9 * 8))
    assert kendall_c(x, y).value == pytest.approx(2 * 5 * 3 / (25 * 2))  # three different values in y


@pytest.mark.parametrize("measure", [pearson, kendall_b, kendall_c])
def test_constants_and_perfect_orders(measure: Callable[..., Estimate]) -> None:
    assert measure(np.ones(9), np.arange(9.0)).value == 0
    best = measure(np.arange(9.0), np.arange(9.0))
    assert best.value == pytest.approx(1)
    assert 0.2 < best.low < 0.9
    few = measure(np.arange(3.0), np.arange(3.0))
    assert (few.low, few.high) == (-1, 1)


@pytest.mark.parametrize(("measure", "truth"), [(pearson, 0.6), (kendall_b, 2 / np.pi * np.arcsin(0.6))])
def test_intervals_cover(measure: Callable[..., Estimate], truth: float) -> None:
    rng, hits = np.random.default_rng(2), 0
    for _ in range(40):
        x = rng.normal(size=40)
        found = measure(x, 0.6 * x + 0.8 * rng.normal(size=40))
        hits += found.low <= truth <= found.high
    assert hits >= 35


def test_values_that_are_no_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        kendall_b(np.array([1.0, np.nan]), np.ones(2))
