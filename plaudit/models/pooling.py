"""Hidden states of a row to one vector. R rows, L tokens, H hidden size."""

from __future__ import annotations

import torch
from torch import Tensor, nn


def pool(hidden_RLH: Tensor, pool_RL: Tensor) -> Tensor:
    """The mean (R, H) over the tokens that a boolean mask marks, in float32 or wider. No other token is read."""
    wide = torch.promote_types(hidden_RLH.dtype, torch.float32)
    kept_RLH = torch.where(pool_RL.unsqueeze(-1), hidden_RLH, 0)
    return kept_RLH.sum(1, dtype=wide) / pool_RL.sum(1, keepdim=True)


def first_and_last(hidden_RLH: Tensor, pool_RL: Tensor) -> tuple[Tensor, Tensor]:
    """The states (R, H) of the first and of the last token that the mask marks, in float32 or wider.

    With `Settings(pooling="turns")`, what the prompt and what the response comes to; with "last", the same state twice.
    """
    places_L = torch.arange(pool_RL.shape[1], device=pool_RL.device)
    first, last = pool_RL.int().argmax(1), pool_RL.shape[1] - 1 - pool_RL.int().flip(1).argmax(1)
    prompt_RH, response_RH = (pool(hidden_RLH, places_L == place.unsqueeze(1)) for place in (first, last))
    return prompt_RH, response_RH


class Query(nn.Module):
    """Attention of one learned query on the tokens that the mask marks: (R, L, H), zero elsewhere -> (R, H)."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.k = nn.Linear(width, width, bias=False)
        self.v = nn.Linear(width, width, bias=False)
        self.query = nn.Parameter(torch.randn(width) * 0.02)

    def forward(self, hidden_RLH: Tensor, pool_RL: Tensor) -> Tensor:
        """What the query finds (R, H)."""
        keys_RALh, values_RALh = (
            layer(hidden_RLH).unflatten(-1, (self.heads, -1)).transpose(1, 2) for layer in (self.k, self.v)
        )
        query_RA1h = self.query.view(1, self.heads, 1, -1).expand(len(hidden_RLH), -1, -1, -1)
        mask_R11L = pool_RL[:, None, None]
        found = nn.functional.scaled_dot_product_attention(query_RA1h, keys_RALh, values_RALh, attn_mask=mask_R11L)
        return found.flatten(1)
