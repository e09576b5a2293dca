"""What a head gives, cut up for losses and figures. R rows, D dimensions, K outputs per dimension.

A head gives scores (R, D), or K outputs for each dimension (R, D, K), of which its method `scores` makes (R, D).
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from plaudit.core import UsageError


def per_dimension(raw: Tensor, dimensions: int) -> Tensor:
    """(R, D, K); K is 1 for scores. Raises UsageError for another number of dimensions."""
    outputs_RDK = raw.unsqueeze(2) if raw.ndim == 2 else raw
    if outputs_RDK.shape[1] != dimensions:
        raise UsageError(
            f"the head gives {outputs_RDK.shape[1]} scores for {dimensions} dimensions",
            remedy="Several outputs for each dimension have the shape (R, D, K).",
        )
    return outputs_RDK


def scores(head: nn.Module, raw: Tensor) -> Tensor:
    """(R, D). Raises UsageError for several outputs per dimension of a head that does not say what the score is."""
    if raw.ndim == 2:
        return raw
    made: Any = getattr(head, "scores", None)
    if made is None:
        raise UsageError(
            f"the head gives {raw.shape[2]} outputs per dimension and does not say which score they make",
            remedy="Give it a method scores((R, D, K)) -> (R, D).",
        )
    scores_RD: Tensor = made(raw)
    return scores_RD


@torch.no_grad()
def width(head: Any, dimensions: int) -> int:
    """K, found out on a hidden state of zeros."""
    weight = next(head.parameters())
    zeros = weight.new_zeros(1, 4, head.config.inputs)
    was_training = head.training
    raw = head.eval()(zeros, torch.ones(1, 4, dtype=torch.bool, device=weight.device))
    head.train(was_training)
    return per_dimension(raw, dimensions).shape[2]
