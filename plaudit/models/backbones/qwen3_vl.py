"""Qwen3-VL: Qwen2.5-VL's media in larger patches; a video is told step by step, each after the text of its time.

Bai et al. 2025, "Qwen3-VL Technical Report", arXiv:2511.21631.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from torch import Tensor
from transformers import AutoTokenizer
from transformers.models.qwen3_vl.video_processing_qwen3_vl import smart_resize

from plaudit.models.backbones._vision import joined
from plaudit.models.backbones.qwen2_5_vl import qwen2_5_vl
from plaudit.models.family import Decoded, Pixels


class qwen3_vl(qwen2_5_vl):
    """Features of several depths of the vision tower are added after as many of the first layers (deepstack)."""

    MODEL_TYPES: ClassVar[frozenset[str]] = frozenset({"qwen3_vl"})
    KEYS: ClassVar[Mapping[str, str]] = {}

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self._tokenizer: Any = AutoTokenizer.from_pretrained(source)

    def tokens(self, medium: Decoded, least: int, most: int) -> int:
        """One per square of merged patches; for each step of a video also its time and two that enclose it."""
        squares = super().tokens(medium, least, most)
        return squares if medium.kind == "image" else len(self._ids(medium, squares))

    def pixels(self, medium: Decoded, least: int, most: int) -> Pixels:
        """As Qwen2.5-VL's, with the ids of a video."""
        out = super().pixels(medium, least, most)
        squares = out.values.shape[0] // self.processor.merge_size**2
        return out if medium.kind == "image" else replace(out, ids=self._ids(medium, squares))

    def _resized(self, medium: Decoded, least: int, most: int) -> tuple[int, int]:
        """A video's frames are counted together: `most` pixels for each, and in all no more than its processor says."""
        if medium.kind == "image":
            return super()._resized(medium, least, most)
        (width, height), depth = medium.frames[0].size, int(self.processor.temporal_patch_size)
        frames = max(len(medium.frames), depth)  # a single frame is shown twice
        own = self._films or (frames * least, frames * most)
        most = min(frames * most, own[1])
        high, wide = smart_resize(frames, height, width, depth, self._square, min(most, own[0]), most)
        return int(high), int(wide)

    def inputs(self, media: Sequence[Pixels]) -> dict[str, Tensor]:
        """Without the seconds per step, which stand in the text."""
        out = super().inputs(media)
        out.pop("second_per_grid_ts", None)
        return out

    def deepstack(self, outputs: Sequence[Any], places_1S: Tensor) -> dict[str, Any]:
        """The features of each depth, in the order of the tokens that they are added to."""
        shown_1S = places_1S >= 0
        depths = zip(*(output.deepstack_features for output in outputs), strict=True)
        return {
            "visual_pos_masks": shown_1S,
            "deepstack_visual_embeds": [joined(features)[places_1S[shown_1S]] for features in depths],
        }

    def _ids(self, medium: Decoded, squares: int) -> tuple[int, ...]:
        """The placeholder's place stays enclosed by the chat template's own two tokens, as in the library's processor.

        The time of a step is the middle of its first and last frame; a missing last frame is the one before it.
        """
        depth, last = int(self.processor.temporal_patch_size), len(medium.frames) - 1
        firsts = range(0, last + 1, depth)
        shown = self.PLACEHOLDERS["video"] * (squares // len(firsts))
        times = medium.times or [medium.interval * k for k in range(last + 1)]
        text = ""
        for first in firsts:
            time = (times[first] + times[min(first + depth - 1, last)]) / 2
            text += f"<{time:.1f} seconds><|vision_start|>{shown}<|vision_end|>"
        return tuple(self._tokenizer(text, add_special_tokens=False)["input_ids"])
