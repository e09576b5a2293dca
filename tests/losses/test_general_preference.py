"""Golden values of the general preference loss, worked out by hand."""

from __future__ import annotations

import math

import pytest
import torch

from plaudit.core import UsageError
from plaudit.losses.general_preference import general_preference
from tests.losses.pairs import LOSE, TIE, WIN, softplus

OUTPUTS = torch.tensor([[1.0, 2.0, 3.0, -1.0], [0.5, 4.0, -2.0, 1.0]], dtype=torch.float64)
"""(1 * 4 - 2 * 0.5) + (3 * 1 - (-1) * (-2)) = 3 + 1"""


def test_golden() -> None:
    assert general_preference(OUTPUTS, *WIN).item() == pytest.approx(softplus(-4.0))
    assert general_preference(OUTPUTS, *LOSE).item() == pytest.approx(softplus(4.0))
    assert general_preference(OUTPUTS, *TIE).item() == pytest.approx((softplus(4.0) + softplus(-4.0)) / 2)
    assert general_preference(OUTPUTS, *WIN, margin=1.0, temperature=2.0).item() == pytest.approx(softplus(-1.5))


def test_holds_a_circle_that_scores_cannot() -> None:
    """Three vectors a third of a turn apart, each a third before the one that it beats."""
    turn = torch.tensor([0.0, 1.0, 2.0]) * 2 * math.pi / 3
    circle = 3 * torch.stack([turn.cos(), turn.sin()], 1)
    loss = general_preference(circle, torch.tensor([0, 1, 2]), torch.tensor([1, 2, 0]), torch.zeros(3).bool())
    # 9 sin(120 degrees) = 7.794
    assert loss.tolist() == pytest.approx([softplus(-7.7942)] * 3, rel=1e-3)


def test_an_odd_vector_is_refused() -> None:
    with pytest.raises(UsageError, match="gives 3 outputs"):
        general_preference(torch.zeros(2, 3), *WIN)
