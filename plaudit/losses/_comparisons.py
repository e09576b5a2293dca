"""What losses over comparisons share."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor


def halved(loss: Callable[[Tensor], Tensor], difference_P: Tensor, tie_P: Tensor) -> Tensor:
    """`loss` of each difference, better minus worse, (P,); a tie is half a win for either side."""
    forward = loss(difference_P)
    return torch.where(tie_P, 0.5 * (forward + loss(-difference_P)), forward)
