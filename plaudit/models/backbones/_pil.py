"""What families of one-dimensional positions share: tiles of one size, cut by a PIL processor of the library's."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import torch
from torch import Tensor

from plaudit.core.errors import CheckpointError
from plaudit.models.backbones._vision import VisionFamily
from plaudit.models.family import Pixels, load_config


class Tiled(VisionFamily):
    """Always the PIL processor: torchvision resizes differently, and must not change a score."""

    PROCESSOR: ClassVar[Any]
    """The library's class."""

    def __init__(self, source: str) -> None:
        self.config = load_config(source)
        try:
            self.processor: Any = self.PROCESSOR.from_pretrained(source)
        except (OSError, ValueError) as error:
            raise CheckpointError(
                f"its image processor cannot be read: {error}", where=source, remedy="Add preprocessor_config.json."
            ) from error

    def inputs(self, media: Sequence[Pixels]) -> dict[str, Tensor]:
        """pixel_values (tiles, channels, height, width), in the order of the rows."""
        return {"pixel_values": torch.cat([m.values for m in media])} if media else {}

    def save(self, folder: Path) -> None:
        """Writes preprocessor_config.json."""
        self.processor.save_pretrained(folder)

    def describe(self) -> dict[str, Any]:
        """The processor's class, backend and numbers."""
        numbers: dict[str, Any] = json.loads(self.processor.to_json_string())
        return {**numbers, "class": type(self.processor).__name__, "backend": self.processor.backend}
