"""Bradley-Terry with each comparison weighed by how much better the better response is.

Paper: Wang et al. 2024, "HelpSteer2-Preference" (arXiv:2410.01257), where it beats margins that grow with strength.

Idea: a preference of strength 3 counts as three of strength 1. A margin changes where the loss is flat, a weight how
much it counts.

Formula, for each comparison, d = s_better - s_worse:
    decided   -strength * log sigmoid(d)
    tied      strength * (-1/2 log sigmoid(d) - 1/2 log sigmoid(-d))

R rows (scored responses of the batch), P comparisons. Fits any head with one output per dimension.

Related: `bradley_terry` with `strength_margin`; `ratings_and_preferences` adds ratings.
"""

from __future__ import annotations

from torch import Tensor
from torch.nn.functional import logsigmoid

from plaudit.losses._comparisons import halved


def scaled_bradley_terry(scores: Tensor, better: Tensor, worse: Tensor, tie: Tensor, strength: Tensor) -> Tensor:
    """The loss of each comparison, (P,), unreduced.

    | input    | shape | dtype | meaning                                                      |
    |----------|-------|-------|--------------------------------------------------------------|
    | scores   | (R,)  | float | score of each row                                            |
    | better   | (P,)  | int64 | row of the better response; of a tie, either                 |
    | worse    | (P,)  | int64 | row of the other                                             |
    | tie      | (P,)  | bool  | neither is better                                            |
    | strength | (P,)  | float | how much better, in the annotator's unit; 1 where not stated |

    Example:
        >>> import torch
        >>> scores = torch.tensor([1.0, 0.0])
        >>> better, worse, tie = torch.tensor([0, 0]), torch.tensor([1, 1]), torch.tensor([False, True])
        >>> scaled_bradley_terry(scores, better, worse, tie, torch.tensor([3.0, 1.0]))
        tensor([0.9398, 0.8133])
    """
    difference = scores[better] - scores[worse]
    return strength.to(scores.dtype) * halved(lambda d: -logsigmoid(d), difference, tie)
