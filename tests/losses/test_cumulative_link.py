"""Golden values of the cumulative link loss, worked out by hand."""

from __future__ import annotations

import math

import pytest
import torch

from plaudit.core import UsageError
from plaudit.losses.cumulative_link import cumulative_link


def test_levels_are_differences_of_the_chances_to_be_above() -> None:
    # Above level 0 with 3/4, above level 1 with 1/4: the three levels have 1/4, 1/2, 1/4
    outputs = torch.tensor([[math.log(3), -math.log(3)]], dtype=torch.float64)
    loss = cumulative_link(outputs, torch.tensor([0, 0, 0]), torch.tensor([0, 1, 2]))
    assert loss.exp().tolist() == pytest.approx([4.0, 2.0, 4.0])


def test_a_rating_that_is_no_level_is_not_counted() -> None:
    assert len(cumulative_link(torch.zeros(2, 1), torch.tensor([0, 1, 1]), torch.tensor([-1, 0, 1]))) == 2


def test_a_level_above_the_head_s_is_refused() -> None:
    with pytest.raises(UsageError, match="level 3, and the head tells levels 0 to 2"):
        cumulative_link(torch.zeros(1, 2), torch.tensor([0]), torch.tensor([3]))


def test_outputs_out_of_order_are_pulled_apart() -> None:
    outputs = torch.tensor([[-1.0, 1.0]], dtype=torch.float64, requires_grad=True)
    loss = cumulative_link(outputs, torch.tensor([0]), torch.tensor([1]))
    (gradient,) = torch.autograd.grad(loss.sum(), outputs)
    assert loss.isfinite().all() and gradient[0, 0] < 0 < gradient[0, 1]


def test_far_outputs_stay_finite() -> None:
    outputs = torch.tensor([[50.0, 49.0]], requires_grad=True)
    loss = cumulative_link(outputs, torch.tensor([0]), torch.tensor([1]))
    # sigmoid(50) - sigmoid(49) = e^-49 (1 - e^-1), which a difference of float32 chances loses
    assert loss.item() == pytest.approx(49 - math.log(1 - math.exp(-1)), rel=1e-5)
    assert torch.autograd.grad(loss.sum(), outputs)[0].isfinite().all()
