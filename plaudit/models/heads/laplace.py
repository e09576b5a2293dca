"""A linear head that knows how far the data decided its weights."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from plaudit.models.pooling import pool


class laplace(nn.Module):
    """hidden (R, L, H) and pool mask (R, L) -> scores (R, D), in float32 or wider, of weights w_d ~ N(mean_d, C_d).

    C_d = root_d^T root_d is the inverse curvature of the loss at its optimum, as fitting leaves it; a score x w_d then
    has the standard deviation |root_d x|. Daxberger et al. 2021, "Laplace Redux" (arXiv:2106.14806), the last layer
    alone.
    """

    root: Tensor

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Config:
        """Shape of the head."""

        inputs: int
        """Hidden size of the backbone."""
        outputs: int = 1
        """Dimensions scored."""
        bias: bool = False
        """A constant per dimension, which is uncertain too."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        self.score = nn.Linear(config.inputs, config.outputs, bias=config.bias)
        nn.init.normal_(self.score.weight, std=(config.inputs + 1) ** -0.5)
        width = config.inputs + config.bias
        self.register_buffer("root", torch.eye(width).repeat(config.outputs, 1, 1))

    def forward(self, hidden_RLH: Tensor, pool_RL: Tensor) -> Tensor:
        """Scores (R, D)."""
        with torch.autocast(hidden_RLH.device.type, enabled=False):
            scores_RD: Tensor = self.score(pool(hidden_RLH, pool_RL).to(self.root.dtype))
        return scores_RD

    def draws(self, hidden_RLH: Tensor, pool_RL: Tensor) -> Tensor:
        """2 D equally likely scores (R, 2 D, D) with the mean and the variances of the scores.

        One dimension at a time is sqrt(D) standard deviations above or below its mean; dimensions are fitted apart, so
        their errors are independent.
        """
        scores_RD: Tensor = self(hidden_RLH, pool_RL)
        with torch.autocast(hidden_RLH.device.type, enabled=False):
            pooled_RH = pool(hidden_RLH, pool_RL).to(self.root.dtype)
            if self.config.bias:
                pooled_RH = torch.cat([pooled_RH, pooled_RH.new_ones(len(pooled_RH), 1)], 1)
            sd_RD = torch.einsum("dkh,rh->rdk", self.root, pooled_RH).norm(dim=2)
        steps_RDD: Tensor = torch.diag_embed(sd_RD * self.config.outputs**0.5)
        return scores_RD.unsqueeze(1) + torch.cat([steps_RDD, -steps_RDD], 1)
