"""What says how much each of several objectives counts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn


class Gate(nn.ModuleList):
    """Linear layers of the given sizes with ReLU between them: states (R, H) -> logits (R, O)."""

    def __init__(self, sizes: Sequence[int]) -> None:
        super().__init__(nn.Linear(a, b) for a, b in pairwise(sizes))

    def forward(self, states_RH: Tensor) -> Tensor:
        """Logits (R, O)."""
        *inner, last = self
        for layer in inner:
            states_RH = torch.relu(layer(states_RH))
        logits_RO: Tensor = last(states_RH)
        return logits_RO
