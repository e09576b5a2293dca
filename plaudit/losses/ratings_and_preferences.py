"""Ratings and preferences in one loss: scores in the unit of the ratings, pulled apart where people compared.

Paper: Wang et al. 2024, "HelpSteer2-Preference: Complementing Ratings with Preferences" (arXiv:2410.01257). There the
best model is trained on ratings first and on preferences after; here that is two runs, the first with
`preference_weight=0`, the second with `rating_weight=0`, or one run on both.

Idea: ratings fix the level and unit of the scores, comparisons are finer than the steps of a scale.

Formula: for each rating, rating_weight * (s - r)^2; for each comparison, preference_weight * strength * (-log
sigmoid(d)), d = s_better - s_worse, a tie being half a win for either. A rating of two responses is a comparison too.

R rows (scored responses of the batch), Q ratings, P comparisons. Fits any head with one output per dimension.

Related: `regression` and `scaled_bradley_terry`, its two parts.
"""

from __future__ import annotations

import torch
from torch import Tensor

from plaudit.losses.regression import regression
from plaudit.losses.scaled_bradley_terry import scaled_bradley_terry


def ratings_and_preferences(
    scores: Tensor,
    rated: Tensor,
    rating: Tensor,
    better: Tensor,
    worse: Tensor,
    tie: Tensor,
    strength: Tensor,
    *,
    rating_weight: float = 1.0,
    preference_weight: float = 1.0,
) -> Tensor:
    """The loss of each rating, then of each comparison, (Q + P,), unreduced.

    | input    | shape | dtype | meaning                                                      |
    |----------|-------|-------|--------------------------------------------------------------|
    | scores   | (R,)  | float | score of each row                                            |
    | rated    | (Q,)  | int64 | row of each rated response                                   |
    | rating   | (Q,)  | float | what it was rated                                            |
    | better   | (P,)  | int64 | row of the better response; of a tie, either                 |
    | worse    | (P,)  | int64 | row of the other                                             |
    | tie      | (P,)  | bool  | neither is better                                            |
    | strength | (P,)  | float | how much better, in the annotator's unit; 1 where not stated |

    Example:
        >>> scores, rated, rating = torch.tensor([2.0, 0.0]), torch.tensor([0]), torch.tensor([3.0])
        >>> better, worse, tie = torch.tensor([0]), torch.tensor([1]), torch.tensor([False])
        >>> ratings_and_preferences(scores, rated, rating, better, worse, tie, torch.ones(1))
        tensor([1.0000, 0.1269])
    """
    ratings = rating_weight * regression(scores, rated, rating)
    return torch.cat([ratings, preference_weight * scaled_bradley_terry(scores, better, worse, tie, strength)])
