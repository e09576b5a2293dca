"""The Plackett-Luce loss: a ranking is made by picking the best of what is left, again and again.

Paper: Plackett, "The Analysis of Permutations", Applied Statistics 1975; as a loss, Xia et al. 2008, "Listwise Approach
to Learning to Rank" (ListMLE). Ties are those of Breslow, "Covariance Analysis of Censored Survival Data", Biometrics
1974.

Idea: each pick is won in proportion to the exponential of the score. With two responses this is Bradley-Terry; of more,
the ranking counts once, not as comparisons that are taken to be independent.

Formula, for each list:
    sum over its responses i of log(sum over j that are not ranked above i of exp(s_j)) - s_i
Responses that are ranked equal are each picked from the same rest; two of them cost what `bradley_terry` has, twice.

R rows (scored responses of the batch), G lists, N responses in the longest. Fits any head with one output per
dimension.

Related: `best_of_n` reads the first pick only; `bradley_terry` the comparisons that a ranking makes.
"""

from __future__ import annotations

import torch
from torch import Tensor

from plaudit.losses._lists import listed


def plackett_luce(scores: Tensor, ranked: Tensor, ranked_value: Tensor) -> Tensor:
    """The loss of each list, (G,), unreduced.

    | input        | shape  | dtype | meaning                                             |
    |--------------|--------|-------|-----------------------------------------------------|
    | scores       | (R,)   | float | score of each row                                   |
    | ranked       | (G, N) | int64 | rows of the responses of each list; -1 fills it up  |
    | ranked_value | (G, N) | float | what the label gave each, higher is better          |

    Example:
        >>> ranked, value = torch.tensor([[0, 1, 2]]), torch.tensor([[2.0, 1.0, 0.0]])
        >>> plackett_luce(torch.zeros(3), ranked, value)  # log of the 3! rankings
        tensor([1.7918])
    """
    score_GN, there_GN = listed(scores, ranked)
    left_GNN = there_GN.unsqueeze(1) & (ranked_value.unsqueeze(1) <= ranked_value.unsqueeze(2))
    # What fills a list up is left with itself, and costs nothing
    left_GNN = left_GNN | torch.eye(ranked.shape[1], dtype=torch.bool, device=ranked.device)
    rest_GN = score_GN.unsqueeze(1).masked_fill(~left_GNN, -torch.inf).logsumexp(2)
    return ((rest_GN - score_GN) * there_GN).sum(1)
