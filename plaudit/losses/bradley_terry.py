"""The Bradley-Terry loss: a preference is won in proportion to the exponential of a score.

Paper: Bradley and Terry, "Rank Analysis of Incomplete Block Designs", Biometrika 1952; as the loss of a reward model,
Ouyang et al. 2022 (InstructGPT). The margin is that of Touvron et al. 2023 (Llama 2), the centring that of Eisenstein
et al. 2023 ("Helping or Herding?").

Idea: only differences of scores are known to the labels. P(better beats worse) = sigmoid(d), d = s_better - s_worse,
and the loss is the negative log-likelihood of what was seen.

Formula, for each comparison:
    decided   -log sigmoid(d - margin - strength_margin * strength)
    tied      -1/2 log sigmoid(d) - 1/2 log sigmoid(-d)
    both      + center * (s_better + s_worse)^2
A tie is half a win for either side: the cross-entropy against (1/2, 1/2), least (log 2) at d = 0, and without margin.
Centring fixes the level that differences leave free, so that scores of different prompts stay near 0.

R rows (scored responses of the batch), P comparisons.

Related: `bradley_terry` knows ties as half wins only; a tie of its own probability needs Rao-Kupper (1967) or Davidson
(1970), and a comparison of more than two at once needs Plackett-Luce.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import logsigmoid


def bradley_terry(
    scores: Tensor,
    better: Tensor,
    worse: Tensor,
    tie: Tensor,
    strength: Tensor,
    *,
    margin: float = 0.0,
    strength_margin: float = 0.0,
    center: float = 0.0,
) -> Tensor:
    """The loss of each comparison, (P,), unreduced.

    | input    | shape | dtype | meaning                                                      |
    |----------|-------|-------|--------------------------------------------------------------|
    | scores   | (R,)  | float | score of each row                                            |
    | better   | (P,)  | int64 | row of the better response; of a tie, either                 |
    | worse    | (P,)  | int64 | row of the other                                             |
    | tie      | (P,)  | bool  | neither is better                                            |
    | strength | (P,)  | float | how much better, in the annotator's unit; 1 where not stated |

    margin: what a difference must exceed before the loss counts it as won, in units of score.
    strength_margin: more of the same, per unit of strength.
    center: weight of the centring term.

    Example:
        >>> scores = torch.tensor([2.0, 0.0, 0.0])
        >>> better, worse = torch.tensor([0, 1]), torch.tensor([1, 2])
        >>> bradley_terry(scores, better, worse, torch.tensor([False, True]), torch.ones(2))
        tensor([0.1269, 0.6931])
    """
    high, low = scores[better], scores[worse]
    difference = high - low
    decided = -logsigmoid(difference - margin - strength_margin * strength)
    tied = -0.5 * (logsigmoid(difference) + logsigmoid(-difference))
    return torch.where(tie, tied, decided) + center * (high + low) ** 2
