"""Golden values of the product of experts, worked out by hand."""

from __future__ import annotations

import pytest
import torch

from plaudit.losses.product_of_experts import product_of_experts
from tests.losses.pairs import TIE, WIN, softplus


def test_golden() -> None:
    outputs = torch.tensor([[1.0, 3.0], [0.0, 1.0]], dtype=torch.float64)  # differences 1 and 2
    assert product_of_experts(outputs, *WIN, expert_weight=0.5).item() == pytest.approx(
        softplus(-3.0) + 0.5 * softplus(-2.0)
    )
    tied = (softplus(3.0) + softplus(-3.0)) / 2 + (softplus(2.0) + softplus(-2.0)) / 2
    assert product_of_experts(outputs, *TIE).item() == pytest.approx(tied)


def test_what_the_expert_explains_does_not_teach_the_main_output() -> None:
    outputs = torch.tensor([[0.0, 20.0], [0.0, 0.0]], dtype=torch.float64, requires_grad=True)
    (gradient,) = torch.autograd.grad(product_of_experts(outputs, *WIN).sum(), outputs)
    assert gradient[:, 0].abs().max() < 1e-8
