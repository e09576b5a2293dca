"""Regression: a score is to equal the rating that a person gave.

Paper: Wang et al. 2024, "HelpSteer2" (arXiv:2406.08673), for reward models; with a linear head and a penalty on its
weights it is ridge regression, Hoerl and Kennard, Technometrics 1970, as in the first stage of ArmoRM
(arXiv:2406.12845).

Idea: a rating says how good one response is, not only which of two is better, so scores get its level and unit. People
who rate the same response differently pull its score to their mean.

Formula, for each rating: (s - r)^2

R rows (scored responses of the batch), Q ratings.

Related: `bradley_terry` for comparisons; the median of ratings needs an absolute error.
"""

from __future__ import annotations

from torch import Tensor


def regression(scores: Tensor, rated: Tensor, rating: Tensor) -> Tensor:
    """The loss of each rating, (Q,), unreduced.

    | input  | shape | dtype | meaning                    |
    |--------|-------|-------|----------------------------|
    | scores | (R,)  | float | score of each row          |
    | rated  | (Q,)  | int64 | row of each rated response |
    | rating | (Q,)  | float | what it was rated          |

    Example:
        >>> import torch
        >>> regression(torch.tensor([2.0, 0.0]), torch.tensor([0, 0, 1]), torch.tensor([2.0, 5.0, 0.5]))
        tensor([0.0000, 9.0000, 0.2500])
    """
    return (scores[rated] - rating.to(scores.dtype)) ** 2
