"""Golden values of the pinball loss, worked out by hand."""

from __future__ import annotations

import pytest
import torch

from plaudit.losses.quantile import quantile


def test_golden() -> None:
    outputs = torch.tensor([[1.0, 2.0, 3.0]], dtype=torch.float64)
    loss = quantile(outputs, torch.tensor([0, 0]), torch.tensor([0.0, 2.5]))
    # At 1/4, 1/2, 3/4, rating 0: errors -1, -2, -3 weigh 3/4, 1/2, 1/4: 0.75 + 1 + 0.75, over 3
    # rating 2.5: errors 1.5 and 0.5 weigh 1/4 and 1/2, -0.5 weighs 1/4: 0.375 + 0.25 + 0.125, over 3
    assert loss.tolist() == pytest.approx([2.5 / 3, 0.75 / 3])


def test_is_least_at_the_quantiles_of_the_ratings() -> None:
    """Of 0, 1, ..., 99, a quarter lies below anything between 24 and 25."""
    ratings, rated = torch.arange(100.0), torch.zeros(100, dtype=torch.int64)
    best = torch.tensor([[24.5, 49.5, 74.5]], requires_grad=True)
    (gradient,) = torch.autograd.grad(quantile(best, rated, ratings).sum(), best)
    assert gradient.tolist() == [pytest.approx([0.0, 0.0, 0.0], abs=1e-4)]
