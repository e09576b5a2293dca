"""Cross-entropy of the best response among N.

Paper: "You Only Judge Once" (YOJO, arXiv:2604.10966), which scores all responses in one pass.

Idea: where scores are to choose one of N, only the first place counts; what is below it need not be in order.

Formula, for each list: log sum_j exp(s_j) - mean of s over the responses with the highest value
Several best share the probability; in the paper there is one.

R rows (scored responses of the batch), G lists, N responses in the longest. Fits any head with one output per
dimension.

Related: `plackett_luce` goes on below the first place; with two responses both are `bradley_terry`.
"""

from __future__ import annotations

import torch
from torch import Tensor

from plaudit.losses._lists import listed


def best_of_n(scores: Tensor, ranked: Tensor, ranked_value: Tensor) -> Tensor:
    """The loss of each list, (G,), unreduced.

    | input        | shape  | dtype | meaning                                            |
    |--------------|--------|-------|----------------------------------------------------|
    | scores       | (R,)   | float | score of each row                                  |
    | ranked       | (G, N) | int64 | rows of the responses of each list; -1 fills it up |
    | ranked_value | (G, N) | float | what the label gave each, higher is better         |

    Example:
        >>> ranked, value = torch.tensor([[0, 1, 2]]), torch.tensor([[5.0, 1.0, 1.0]])
        >>> best_of_n(torch.tensor([2.0, 0.0, 0.0]), ranked, value)
        tensor([0.2395])
    """
    score_GN, there_GN = listed(scores, ranked)
    value_GN = ranked_value.masked_fill(~there_GN, -torch.inf)
    best_GN = there_GN & (value_GN == value_GN.amax(1, keepdim=True))
    every_G = score_GN.masked_fill(~there_GN, -torch.inf).logsumexp(1)
    return every_G - (score_GN * best_GN).sum(1) / best_GN.sum(1)
