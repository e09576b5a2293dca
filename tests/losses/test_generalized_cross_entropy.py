"""Golden values of the generalised cross-entropy, worked out by hand."""

from __future__ import annotations

import math

import pytest

from plaudit.losses.generalized_cross_entropy import generalized_cross_entropy
from tests.losses.pairs import LOSE, TIE, WIN, scores

GIVEN = scores(math.log(3), 0)
"""The first wins with probability 3/4."""


def test_between_the_chance_of_being_wrong_and_bradley_terry() -> None:
    assert generalized_cross_entropy(GIVEN, *WIN, q=1.0).item() == pytest.approx(0.25)
    # (1 - sqrt(3/4)) / (1/2)
    assert generalized_cross_entropy(GIVEN, *WIN, q=0.5).item() == pytest.approx(2 - math.sqrt(3))
    assert generalized_cross_entropy(GIVEN, *WIN, q=1e-9).item() == pytest.approx(-math.log(0.75))


def test_is_symmetric_at_1() -> None:
    both = [generalized_cross_entropy(GIVEN, *said, q=1.0).item() for said in (WIN, LOSE, TIE)]
    assert both == pytest.approx([0.25, 0.75, 0.5])
