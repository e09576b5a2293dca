"""Golden values of Rao and Kupper's loss, worked out by hand."""

from __future__ import annotations

import math

import pytest

from plaudit.losses.rao_kupper import rao_kupper
from tests.losses.pairs import LOSE, TIE, WIN, scores


def test_at_equal_scores_with_theta_5() -> None:
    # P(win) = 1 / (1 + 5) and P(tie) = 1 - 2/6: losses log 6 and log 1.5, as the paper's code gives
    assert rao_kupper(scores(2, 2), *WIN).item() == pytest.approx(math.log(6))
    assert rao_kupper(scores(2, 2), *TIE).item() == pytest.approx(math.log(1.5))


def test_the_three_outcomes_add_up_to_one() -> None:
    # d = log 2, theta = 3: win 2 / (2 + 3), lose 1 / (1 + 6), tie the rest, 16/35
    chances = [
        math.exp(-rao_kupper(scores(math.log(2), 0), *said, threshold=math.log(3)).item()) for said in (WIN, LOSE, TIE)
    ]
    assert chances == pytest.approx([2 / 5, 1 / 7, 16 / 35])
