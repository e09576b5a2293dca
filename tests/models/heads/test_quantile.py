from __future__ import annotations

import math

import pytest
import torch

from plaudit.models.heads.quantile import quantile


def test_by_hand() -> None:
    head = quantile(quantile.Config(inputs=1, quantiles=3))
    with torch.no_grad():
        head.score.weight.copy_(torch.tensor([[1.0], [0.0], [0.0]]))
        head.score.bias.copy_(torch.tensor([0.5, 0.0, 0.0]))
    # The lowest is 2 + 0.5, and softplus(0) = log 2 more each.
    outputs = head(torch.tensor([[[2.0]]]), torch.ones(1, 1, dtype=torch.bool))
    assert outputs.tolist() == [[pytest.approx([2.5, 2.5 + math.log(2), 2.5 + 2 * math.log(2)])]]
    assert head.scores(outputs).item() == pytest.approx(2.5 + math.log(2))


def test_quantiles_never_cross() -> None:
    head = quantile(quantile.Config(inputs=8))
    outputs = head(torch.randn(50, 1, 8, generator=torch.Generator().manual_seed(0)) * 9, torch.ones(50, 1).bool())
    assert outputs.shape == (50, 1, 19) and (outputs.diff(dim=2) >= 0).all()
