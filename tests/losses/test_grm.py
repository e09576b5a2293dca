"""Golden values of the regularised loss, worked out by hand."""

from __future__ import annotations

import pytest
import torch

from plaudit.losses.grm import grm
from tests.losses.pairs import TIE, WIN, scores, softplus

LIKELY = torch.tensor([-10.0, -30.0], dtype=torch.float64)


def test_golden() -> None:
    given = scores(2, 0), LIKELY
    # beta L: -1 and -3
    assert grm(*given, *WIN, alpha=0.2).item() == pytest.approx(0.8 * softplus(-2.0) + 0.2 * softplus(1.0))
    contrastive = grm(*given, *WIN, alpha=0.2, contrastive=True)
    assert contrastive.item() == pytest.approx(0.8 * softplus(-2.0) + 0.2 * softplus(-2.0))
    half = (softplus(2.0) + softplus(-2.0)) / 2
    tied = grm(*given, *TIE, alpha=0.2)
    assert tied.item() == pytest.approx(0.8 * half + 0.2 * (softplus(1.0) + softplus(3.0)) / 2)
