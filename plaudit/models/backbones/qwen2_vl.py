"""Qwen2-VL: Qwen2.5-VL's media and positions, but a video's steps are counted, not timed.

Wang et al. 2024, "Qwen2-VL: Enhancing Vision-Language Model's Perception of the World at Any Resolution",
arXiv:2409.12191.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from torch import Tensor

from plaudit.models.backbones.qwen2_5_vl import qwen2_5_vl
from plaudit.models.family import Pixels


class qwen2_vl(qwen2_5_vl):
    """The same image processor, placeholders and module paths."""

    MODEL_TYPES: ClassVar[frozenset[str]] = frozenset({"qwen2_vl"})

    def shapes(self, media: Sequence[Pixels]) -> dict[str, Tensor]:
        """The grids alone."""
        out = super().shapes(media)
        out.pop("second_per_grid_ts", None)
        return out
