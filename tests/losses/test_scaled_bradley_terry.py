"""Golden values of the scaled Bradley-Terry loss, worked out by hand."""

from __future__ import annotations

import math

import pytest
import torch

from plaudit.losses.scaled_bradley_terry import scaled_bradley_terry
from tests.losses.pairs import TIE, WIN, scores, softplus


def test_strength_is_a_weight() -> None:
    # 3 * -log sigmoid(1), as HelpSteer2 scales "much better"
    assert scaled_bradley_terry(scores(1, 0), *WIN, torch.tensor([3.0])).item() == pytest.approx(3 * softplus(-1.0))
    assert scaled_bradley_terry(scores(4, 4), *TIE, torch.tensor([2.0])).item() == pytest.approx(2 * math.log(2))
