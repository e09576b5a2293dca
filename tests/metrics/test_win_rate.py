from __future__ import annotations

import numpy as np
import pytest

from plaudit.metrics import length_controlled_win_rate, win_rate


def test_ties_by_name() -> None:
    wins = np.array([1.0, 0.5, 0, 1])
    rates = [win_rate(wins, ties=rule).value for rule in ("half", "drop", "loss")]
    assert rates == [0.625, pytest.approx(2 / 3), 0.5]
    with pytest.raises(ValueError, match="choose one of half, drop, loss"):
        win_rate(wins, ties="win")  # type: ignore[arg-type]


def test_without_an_effect_of_length_it_is_the_win_rate() -> None:
    wins, longer = np.array([1.0, 1, 1, 0] * 10), np.tile([5.0, 5, 5, 5, -5, -5, -5, -5], 5)
    assert length_controlled_win_rate(wins, longer).value == pytest.approx(0.75, abs=1e-4)
    assert length_controlled_win_rate(wins, np.zeros(40)).value == pytest.approx(0.75, abs=1e-4)


def test_a_system_that_wins_by_length_alone_is_even_at_equal_length() -> None:
    # Longer by 10 it wins 9 of 10, shorter by 10 it loses 9 of 10; it is longer four times of five.
    wins = np.array(([1.0] * 9 + [0]) * 4 + [0.0] * 9 + [1])
    longer = np.repeat([10.0, -10.0], [40, 10])
    found = length_controlled_win_rate(wins, longer)
    assert win_rate(wins).value == pytest.approx(0.74)
    assert found.value == pytest.approx(0.5, abs=1e-4)
    assert 0.15 < found.low < 0.5 < found.high < 0.85


def test_the_model_by_hand() -> None:
    # Two lengths and two rates fix both unknowns: logits log 4 and 0 at t and -t, so that their mean is at 0.
    wins = np.array([1.0, 1, 1, 1, 0] * 2 + [1.0, 0] * 5)
    longer = np.repeat([3.0, -3.0], 10)
    assert length_controlled_win_rate(wins, longer).value == pytest.approx(1 / (1 + 1 / 2), abs=1e-4)
    with pytest.raises(ValueError, match="one per comparison"):
        length_controlled_win_rate(wins, longer[:3])
