"""Two rows and what is said of them: (better, worse, tie)."""

from __future__ import annotations

import math

import torch
from torch import Tensor

Said = tuple[Tensor, Tensor, Tensor]
WIN: Said = (torch.tensor([0]), torch.tensor([1]), torch.tensor([False]))
LOSE: Said = (torch.tensor([1]), torch.tensor([0]), torch.tensor([False]))
TIE: Said = (torch.tensor([0]), torch.tensor([1]), torch.tensor([True]))


def scores(*values: float) -> Tensor:
    return torch.tensor(values, dtype=torch.float64)


def softplus(x: float) -> float:
    """log(1 + e^x) = -log sigmoid(-x)."""
    return math.log1p(math.exp(x))
