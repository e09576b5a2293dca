"""Golden values of the robust Bradley-Terry loss, worked out by hand."""

from __future__ import annotations

import math

import pytest

from plaudit.losses.robust_bradley_terry import robust_bradley_terry
from tests.losses.pairs import LOSE, TIE, WIN, scores


def test_golden() -> None:
    # ((3/4) (-log 3/4) - (1/4) (-log 1/4)) / (1/2), at sigmoid(log 3) = 3/4
    expected = (0.75 * -math.log(0.75) - 0.25 * -math.log(0.25)) / 0.5
    assert robust_bradley_terry(scores(math.log(3), 0), *WIN, flipped=0.25).item() == pytest.approx(expected)
    assert robust_bradley_terry(scores(1, 1), *TIE, flipped=0.25).item() == pytest.approx(math.log(2))


def test_its_mean_over_the_flips_is_the_loss_without_noise() -> None:
    won, lost = (robust_bradley_terry(scores(math.log(3), 0), *s, flipped=0.25).item() for s in (WIN, LOSE))
    assert 0.75 * won + 0.25 * lost == pytest.approx(-math.log(0.75))
