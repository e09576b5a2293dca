"""Golden values of the cross-entropy of the best, worked out by hand."""

from __future__ import annotations

import math

import pytest
import torch

from plaudit.losses.best_of_n import best_of_n
from tests.losses.pairs import scores


def test_golden() -> None:
    ranked = torch.tensor([[0, 1, 2], [2, 1, 0], [1, 2, -1]])
    value = torch.tensor([[3.0, 2.0, 1.0], [1.0, 1.0, 0.0], [-2.0, -1.0, 0.0]])
    loss = best_of_n(scores(math.log(3), math.log(2), 0), ranked, value)
    # 3/6; both of 2/6 and 1/6 are best, in the mean of their logs; of the last two rows the second, 1/3
    assert loss.neg().exp().tolist() == pytest.approx([1 / 2, math.sqrt(2) / 6, 1 / 3])
