"""What losses over ranked lists share."""

from __future__ import annotations

from torch import Tensor


def listed(scores: Tensor, ranked_GN: Tensor) -> tuple[Tensor, Tensor]:
    """The scores of each list (G, N), and where there is a response (G, N) bool: lists are filled up with -1."""
    return scores[ranked_GN.clamp(min=0)], ranked_GN >= 0
