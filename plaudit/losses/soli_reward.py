"""Single graded items, compared with one another across prompts.

Paper: "SoliReward" (arXiv:2512.22170), for video.

Idea: a grade per item is cheaper to get right than a comparison, and every two items of a batch make one, whatever
their prompts. This binds the level of scores across prompts, which comparisons within a prompt leave free.

Formula, for every two items i, j of different rows, d = s_i - s_j:
    graded higher   decided_weight * -log sigmoid(d - margin)
    graded equal    tied_weight * (-log sigmoid(d - margin) - log sigmoid(-d - margin))
    and for each item binary_weight * the binary cross-entropy of sigmoid(s_i) against (grade > good_above)
The loss of an item is its own part plus the mean over its pairs, so the mean over items is that over pairs. Which pairs
there are depends on the batch: make batches large.

R rows (scored responses of the batch), Q ratings. Fits any head with one output per dimension; the paper's is
`attention_pooling` over several layers.

Related: `regression` for grades on a scale; `rao_kupper`, whose ties this is up to a constant.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, logsigmoid


def soli_reward(
    scores: Tensor,
    rated: Tensor,
    rating: Tensor,
    *,
    margin: float = 0.0,
    decided_weight: float = 1.0,
    tied_weight: float = 1.0,
    binary_weight: float = 0.0,
    good_above: float = 0.0,
) -> Tensor:
    """The loss of each graded item, (Q,), unreduced.

    | input  | shape | dtype | meaning                           |
    |--------|-------|-------|-----------------------------------|
    | scores | (R,)  | float | score of each row                 |
    | rated  | (Q,)  | int64 | row of each graded response       |
    | rating | (Q,)  | float | its grade; of a binary one 0 or 1 |

    Example:
        >>> scores, rating = torch.tensor([2.0, 0.0]), torch.tensor([1.0, 0.0])
        >>> soli_reward(scores, torch.tensor([0, 1]), rating)
        tensor([0.1269, 0.1269])
    """
    item_Q = scores[rated]
    difference_QQ = item_Q.unsqueeze(1) - item_Q.unsqueeze(0)
    gap_QQ = rating.unsqueeze(1) - rating.unsqueeze(0)
    won_QQ = -logsigmoid(gap_QQ.sign().to(scores.dtype) * difference_QQ - margin)
    tied_QQ = -logsigmoid(difference_QQ - margin) - logsigmoid(-difference_QQ - margin)
    pair_QQ = torch.where(gap_QQ == 0, tied_weight * tied_QQ, decided_weight * won_QQ)
    other_QQ = rated.unsqueeze(1) != rated.unsqueeze(0)
    pairs_Q = (pair_QQ * other_QQ).sum(1) / other_QQ.sum(1).clamp(min=1)
    good_Q = (rating > good_above).to(scores.dtype)
    return pairs_Q + binary_weight * binary_cross_entropy_with_logits(item_Q, good_Q, reduction="none")
