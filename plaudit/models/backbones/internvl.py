"""InternVL 3: images in as many square tiles as suit their shape, and the whole as one more; videos a tile per frame.

Zhu et al. 2025, "InternVL3", arXiv:2504.10479.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from transformers import AutoTokenizer
from transformers.models.got_ocr2.image_processing_pil_got_ocr2 import GotOcr2ImageProcessorPil

from plaudit.models.backbones._pil import Tiled, resized
from plaudit.models.family import Decoded, Kind, Pixels


class internvl(Tiled):
    """Checkpoints in transformers' own format ("-hf"). Positions count tokens, in one dimension."""

    MODEL_TYPES: ClassVar[frozenset[str]] = frozenset({"internvl"})
    PLACEHOLDERS: ClassVar[Mapping[Kind, str]] = {"image": "<IMG_CONTEXT>", "video": "<video>"}
    WRITTEN: ClassVar[Mapping[str, str]] = {"<video>": "Frame1: <video>"}
    PARTS: ClassVar[Mapping[str, str]] = {
        "text": "language_model",
        "vision": "vision_tower",
        "merger": "multi_modal_projector",
    }
    TYPES: ClassVar[str | None] = None
    PROCESSOR: ClassVar[Any] = GotOcr2ImageProcessorPil

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self._tokenizer: Any = AutoTokenizer.from_pretrained(source)
        self._area = int(self.processor.size["height"] * self.processor.size["width"])

    def pixel_range(self, least: int | None, most: int | None) -> tuple[int, int]:
        """The tiles that the processor may cut an image into; the whole is one more, and does not count."""
        return least or self.processor.min_patches * self._area, most or self.processor.max_patches * self._area

    def counts(self) -> dict[str, int]:
        """Tokens per tile."""
        return {"image_seq_length": int(self.config.image_seq_length)}

    def tokens(self, medium: Decoded, least: int, most: int) -> int:
        """So many per tile, two around an image or frame, and the number of each frame but the first."""
        return len(self._ids(medium, least, most))

    def pixels(self, medium: Decoded, least: int, most: int) -> Pixels:
        """Tiles row by row, the whole last."""
        frames = list(medium.frames)
        if medium.kind == "video":
            square = (int(self.processor.size["width"]), int(self.processor.size["height"]))
            frames = [resized(frame, square, self.processor.resample) for frame in frames]
        out = self.processor.preprocess(images=frames, return_tensors="pt", **self._cuts(medium, least, most))
        ids, values = self._ids(medium, least, most), out["pixel_values"]
        return Pixels(medium.kind, values, (len(values), 1, 1), len(ids), ids=ids)

    def _cuts(self, medium: Decoded, least: int, most: int) -> dict[str, Any]:
        """How the processor cuts an image; a frame stays whole."""
        fewest = max(1, least // self._area)
        return {
            "crop_to_patches": medium.kind == "image",
            "min_patches": fewest,
            "max_patches": max(fewest, most // self._area),
        }

    def _ids(self, medium: Decoded, least: int, most: int) -> tuple[int, ...]:
        width, height = medium.frames[0].size
        tiles = self.processor.get_number_of_image_patches(height, width, self._cuts(medium, least, most))
        shown = f"<img>{'<IMG_CONTEXT>' * (tiles * self.config.image_seq_length)}</img>"
        rest = "".join(f"\nFrame{number}: {shown}" for number in range(2, len(medium.frames) + 1))
        return tuple(self._tokenizer(shown + rest, add_special_tokens=False)["input_ids"])
