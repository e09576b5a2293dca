"""Davidson's loss: Bradley-Terry with ties that are likeliest between equals.

Paper: Davidson, "On Extending the Bradley-Terry Model to Accommodate Ties in Paired Comparison Experiments", JASA 1970.

Idea: a tie weighs as much as the geometric mean of the two wins, times a constant. The odds of the two wins stay those
of Bradley-Terry, so comparisons with ties left out have the same model.

Formula, for each comparison, d = s_better - s_worse and nu > 0:
    (better wins, tie, worse wins) have the probabilities softmax(d / 2, log nu, -d / 2)
    and the loss is the negative log of what was seen.

R rows (scored responses of the batch), P comparisons. Fits any head with one output per dimension.

Related: `rao_kupper`, whose ties come from a threshold; `bradley_terry`, to which a tie is half a win for either.
"""

from __future__ import annotations

import torch
from torch import Tensor


def davidson(scores: Tensor, better: Tensor, worse: Tensor, tie: Tensor, *, log_nu: float = 0.0) -> Tensor:
    """The loss of each comparison, (P,), unreduced.

    | input  | shape | dtype | meaning                                |
    |--------|-------|-------|----------------------------------------|
    | scores | (R,)  | float | score of each row                      |
    | better | (P,)  | int64 | row of the better response; of a tie, either |
    | worse  | (P,)  | int64 | row of the other                       |
    | tie    | (P,)  | bool  | neither is better                      |

    log_nu: between equals, log of the odds of a tie against a win of one side; 0: each of the three has 1/3.

    Example:
        >>> scores = torch.tensor([2.0, 0.0, 0.0])
        >>> better, worse = torch.tensor([0, 1]), torch.tensor([1, 2])
        >>> davidson(scores, better, worse, torch.tensor([False, True]))
        tensor([0.4076, 1.0986])
    """
    half = (scores[better] - scores[worse]) / 2
    level = torch.full_like(half, log_nu)
    every = torch.stack([half, level, -half]).logsumexp(0)
    return every - torch.where(tie, level, half)
