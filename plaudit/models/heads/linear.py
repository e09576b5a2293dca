"""One weight vector per dimension, on the pooled hidden state."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from plaudit.models.pooling import pool


class linear(nn.Module):
    """hidden (R, L, H) and pool mask (R, L) -> scores (R, D), in float32 or wider.

    The head of Ouyang et al. 2022 (arXiv:2203.02155). It starts small: scores of a new model have a deviation of about
    one on normalised hidden states.
    """

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Config:
        """Shape of the head."""

        inputs: int
        """Hidden size of the backbone."""
        outputs: int = 1
        """Dimensions scored."""
        bias: bool = False
        """A constant per dimension; it moves all scores alike, so comparisons do not see it."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        self.score = nn.Linear(config.inputs, config.outputs, bias=config.bias)
        nn.init.normal_(self.score.weight, std=(config.inputs + 1) ** -0.5)
        if config.bias:
            nn.init.zeros_(self.score.bias)

    def forward(self, hidden_RLH: Tensor, pool_RL: Tensor) -> Tensor:
        """Scores (R, D)."""
        pooled_RH = pool(hidden_RLH, pool_RL).to(self.score.weight.dtype)
        with torch.autocast(hidden_RLH.device.type, enabled=False):
            scores_RD: Tensor = self.score(pooled_RH)
        return scores_RD
