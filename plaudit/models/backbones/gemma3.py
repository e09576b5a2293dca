"""Gemma 3: every image at one size and in one number of tokens, which see each other both ways. No videos.

Gemma Team 2025, "Gemma 3 Technical Report", arXiv:2503.19786.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from transformers.models.gemma3.image_processing_pil_gemma3 import Gemma3ImageProcessorPil

from plaudit.core.errors import UsageError
from plaudit.models.backbones._pil import Tiled
from plaudit.models.family import Decoded, Kind, Pixels


class gemma3(Tiled):
    """Without crops of long images (pan and scan), as the library's processor does unless told."""

    MODEL_TYPES: ClassVar[frozenset[str]] = frozenset({"gemma3"})
    PLACEHOLDERS: ClassVar[Mapping[Kind, str]] = {"image": "<image_soft_token>"}
    WRITTEN: ClassVar[Mapping[str, str]] = {
        "<start_of_image>": "\n\n<start_of_image><image_soft_token><end_of_image>\n\n"
    }
    PARTS: ClassVar[Mapping[str, str]] = {
        "text": "language_model",
        "vision": "vision_tower",
        "merger": "multi_modal_projector",
    }
    TYPES: ClassVar[str | None] = "token_type_ids"
    BIDIRECTIONAL_IMAGES: ClassVar[bool] = True
    PROCESSOR: ClassVar[Any] = Gemma3ImageProcessorPil

    def pixel_range(self, least: int | None, most: int | None) -> tuple[int, int]:
        """The one size. Raises UsageError for settings that exclude it."""
        high, wide = self.processor.size["height"], self.processor.size["width"]
        area = int(high * wide)
        if (least or area) > area or (most or area) < area:
            raise UsageError(
                f"this model shows every image at {wide} x {high} pixels",
                remedy="Leave min_pixels and max_pixels out of the settings.",
            )
        return area, area

    def counts(self) -> dict[str, int]:
        """Tokens per image."""
        return {"image_seq_length": int(self.config.mm_tokens_per_image)}

    def tokens(self, medium: Decoded, least: int, most: int) -> int:
        """The same for all."""
        return int(self.config.mm_tokens_per_image)

    def pixels(self, medium: Decoded, least: int, most: int) -> Pixels:
        """Resized whatever its shape."""
        out = self.processor.preprocess(images=list(medium.frames), do_pan_and_scan=False, return_tensors="pt")
        return Pixels("image", out["pixel_values"], (1, 1, 1), self.tokens(medium, least, most))
