"""One linear score at each of several tokens, and their sum."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn


class per_token(nn.Module):
    """hidden (R, L, H) and pool mask (R, L) -> scores (R, D), in float32 or wider.

    Dimension k is linear in the k-th token that the mask marks, and in the last of them where it marks fewer. With
    weights, the first of the D columns is "overall": the weighted sum of the others. For `Settings(pooling="tokens")`.
    Liu et al. 2025, "Improving Video Generation with Human Feedback", arXiv:2501.13918.
    """

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Config:
        """Shape of the head."""

        inputs: int
        """Hidden size of the backbone."""
        outputs: int = 1
        """Tokens that are read, and one more with weights."""
        weights: tuple[float, ...] = ()
        """What each token's score counts for in the overall score; (): there is none."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        self.score = nn.Linear(config.inputs, len(config.weights) or config.outputs, bias=False)
        nn.init.normal_(self.score.weight, std=(config.inputs + 1) ** -0.5)

    def forward(self, hidden_RLH: Tensor, pool_RL: Tensor) -> Tensor:
        """Scores (R, D)."""
        wide = self.score.weight.dtype
        order_RL, most_R1 = pool_RL.cumsum(1), pool_RL.sum(1, keepdim=True)
        kept_RLH = torch.where(pool_RL.unsqueeze(-1), hidden_RLH, 0).to(wide)
        columns = []
        with torch.autocast(hidden_RLH.device.type, enabled=False):
            for k, weight_H in enumerate(self.score.weight, 1):
                at_RL = pool_RL & (order_RL == most_R1.clamp(max=k))
                columns.append(torch.einsum("rlh,rl,h->r", kept_RLH, at_RL.to(wide), weight_H))
        scores_RD = torch.stack(columns, 1)
        if not self.config.weights:
            return scores_RD
        weights_D = torch.tensor(self.config.weights, dtype=wide, device=scores_RD.device)
        return torch.cat([(scores_RD * weights_D).sum(1, keepdim=True), scores_RD], 1)
