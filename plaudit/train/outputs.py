"""What a head gives, cut up for losses and figures. R rows, D dimensions, K outputs per dimension.

A head gives scores (R, D), or K outputs for each dimension (R, D, K), of which its method `scores` makes (R, D).
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from plaudit.core import UsageError


def per_dimension(raw: Tensor, dimensions: int) -> Tensor:
    """(R, D, K). Raises UsageError for outputs that are not as many for each dimension."""
    every = raw[0].numel() if len(raw) else dimensions
    if every % dimensions:
        raise UsageError(
            f"the head gives {every} outputs for {dimensions} dimensions",
            remedy="Give it the same number for each dimension.",
        )
    return raw.reshape(len(raw), dimensions, every // dimensions)


def scores(head: nn.Module, raw: Tensor, dimensions: int) -> Tensor:
    """(R, D). Raises UsageError for several outputs per dimension of a head that does not say what the score is."""
    outputs_RDK = per_dimension(raw, dimensions)
    if outputs_RDK.shape[2] == 1:
        return outputs_RDK.squeeze(2)
    made: Any = getattr(head, "scores", None)
    if made is None:
        raise UsageError(
            f"the head gives {outputs_RDK.shape[2]} outputs per dimension and does not say which score they make",
            remedy="Give it a method scores((R, D, K)) -> (R, D).",
        )
    scores_RD: Tensor = made(outputs_RDK)
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
