"""Golden values of Davidson's loss, worked out by hand."""

from __future__ import annotations

import math

import pytest

from plaudit.losses.davidson import davidson
from tests.losses.pairs import LOSE, TIE, WIN, scores


def test_the_three_outcomes() -> None:
    # d = log 4 and nu = 1/2: sqrt(4) : 1/2 : 1/sqrt(4) = 4 : 1 : 1
    chances = [
        math.exp(-davidson(scores(math.log(4), 0), *said, log_nu=math.log(0.5)).item()) for said in (WIN, TIE, LOSE)
    ]
    assert chances == pytest.approx([4 / 6, 1 / 6, 1 / 6])


def test_without_ties_it_is_bradley_terry() -> None:
    # sigmoid(log 3) = 3/4
    assert davidson(scores(math.log(3), 0), *WIN, log_nu=-50.0).item() == pytest.approx(-math.log(0.75))
