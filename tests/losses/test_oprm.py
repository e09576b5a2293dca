"""Golden values of the ordinal probabilistic loss, worked out by hand."""

from __future__ import annotations

import math

import pytest
import torch

from plaudit.core import UsageError
from plaudit.losses.oprm import oprm
from tests.losses.pairs import LOSE, TIE, WIN


def test_the_outcomes_add_up_over_the_levels() -> None:
    # Levels of the first: 1/6, 2/6, 3/6; of the second: 1/4, 1/4, 2/4
    outputs = torch.tensor([[1.0, 2.0, 3.0], [1.0, 1.0, 2.0]], dtype=torch.float64).log()
    chances = [math.exp(-oprm(outputs, *said).item()) for said in (WIN, LOSE, TIE)]
    # above: (2*1 + 3*(1 + 1)) / 24; below: (1*(1 + 2) + 2*2) / 24; equal: (1*1 + 2*1 + 3*2) / 24
    assert chances == pytest.approx([8 / 24, 7 / 24, 9 / 24])


def test_nine_even_levels() -> None:
    assert math.exp(-oprm(torch.zeros(2, 9), *WIN).item()) == pytest.approx(4 / 9)


def test_one_level_is_refused() -> None:
    with pytest.raises(UsageError, match="two levels"):
        oprm(torch.zeros(2, 1), *WIN)
