"""Quality, and beside it what people mistake for quality."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from plaudit.models.pooling import pool


class two_head(nn.Module):
    """hidden (R, L, H) and pool mask (R, L) -> two outputs (R, D, 2) per dimension; the first is the score.

    Both are linear in the pooled state. The second learns the length, or another bias, so that the first need not: for
    the losses `odin` (Chen et al. 2024, arXiv:2402.07319) and `product_of_experts`.
    """

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Config:
        """Shape of the head."""

        inputs: int
        """Hidden size of the backbone."""
        outputs: int = 1
        """Dimensions scored."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        self.score = nn.Linear(config.inputs, 2 * config.outputs, bias=False)
        nn.init.normal_(self.score.weight, std=(config.inputs + 1) ** -0.5)

    def forward(self, hidden_RLH: Tensor, pool_RL: Tensor) -> Tensor:
        """Quality and bias (R, D, 2)."""
        with torch.autocast(hidden_RLH.device.type, enabled=False):
            both: Tensor = self.score(pool(hidden_RLH, pool_RL).to(self.score.weight.dtype))
        return both.reshape(len(both), self.config.outputs, 2)

    def scores(self, outputs_RDK: Tensor) -> Tensor:
        """Quality alone (R, D)."""
        return outputs_RDK[..., 0]
