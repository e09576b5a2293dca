"""Hidden states of a row to one vector. R rows, L tokens, H hidden size."""

from __future__ import annotations

import torch
from torch import Tensor


def pool(hidden_RLH: Tensor, pool_RL: Tensor) -> Tensor:
    """The mean (R, H) over the tokens that a boolean mask marks, in float32 or wider. No other token is read."""
    wide = torch.promote_types(hidden_RLH.dtype, torch.float32)
    kept_RLH = torch.where(pool_RL.unsqueeze(-1), hidden_RLH, 0)
    return kept_RLH.sum(1, dtype=wide) / pool_RL.sum(1, keepdim=True)
