"""Idefics3 and SmolVLM: images enlarged and cut into square tiles, each named by row and column, then the whole.

No videos: the text of one has numbers in words, which the library takes from a package that plaudit does not ask for.
Laurençon et al. 2024, "Building and better understanding vision-language models", arXiv:2408.12637.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, isqrt
from typing import Any, ClassVar

import numpy as np
from torch import Tensor
from transformers import AutoTokenizer
from transformers.models.idefics3.image_processing_pil_idefics3 import (
    Idefics3ImageProcessorPil,
    get_resize_output_image_size,
)

from plaudit.models.backbones._pil import Tiled
from plaudit.models.family import Decoded, Kind, Pixels


class idefics3(Tiled):
    """Positions count tokens, in one dimension. SmolVLM's image processor is the same under another name."""

    MODEL_TYPES: ClassVar[frozenset[str]] = frozenset({"idefics3", "smolvlm"})
    PLACEHOLDERS: ClassVar[Mapping[Kind, str]] = {"image": "<image>"}
    PARTS: ClassVar[Mapping[str, str]] = {"text": "text_model", "vision": "vision_model", "merger": "connector"}
    TYPES: ClassVar[str | None] = None
    PROCESSOR: ClassVar[Any] = Idefics3ImageProcessorPil

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self._tokenizer: Any = AutoTokenizer.from_pretrained(source)
        self._side = int(self.processor.max_image_size["longest_edge"])
        vision = self.config.vision_config
        self._per_tile = (vision.image_size // vision.patch_size) ** 2 // self.config.scale_factor**2

    def pixel_range(self, least: int | None, most: int | None) -> tuple[int, int]:
        """Squares of the longest edge: one tile's, and the processor's own. Every image is enlarged to the latter."""
        return least or self._side**2, most or int(self.processor.size["longest_edge"]) ** 2

    def counts(self) -> dict[str, int]:
        """Tokens per tile."""
        return {"image_seq_len": int(self._per_tile)}

    def tokens(self, medium: Decoded, least: int, most: int) -> int:
        """So many per tile, and those that name and enclose them."""
        return len(self._ids(medium, most))

    def pixels(self, medium: Decoded, least: int, most: int) -> Pixels:
        """Tiles row by row, the whole last."""
        size = {"longest_edge": self._edge(most)}
        out = self.processor.preprocess(images=[list(medium.frames)], size=size, return_tensors="pt")
        ids, values = self._ids(medium, most), out["pixel_values"][0]
        return Pixels("image", values, (len(values), 1, 1), len(ids), ids=ids)

    def inputs(self, media: Sequence[Pixels]) -> dict[str, Tensor]:
        """pixel_values (1, tiles, channels, height, width): the model takes tiles in order, whichever row has them."""
        return {name: tensor[None] for name, tensor in super().inputs(media).items()}

    def _edge(self, most: int) -> int:
        """The longest edge: the processor's own, or whole tiles within `most`."""
        full, edge = int(self.processor.size["longest_edge"]), isqrt(most)
        return full if edge >= full else max(1, edge // self._side) * self._side

    def _grid(self, medium: Decoded, most: int) -> tuple[int, int]:
        """Rows and columns of tiles; (0, 0) for an image that is one whole tile. As the processor rounds them."""
        if not self.processor.do_image_splitting:
            return 0, 0
        width, height = medium.frames[0].size
        high, wide = get_resize_output_image_size(np.broadcast_to(0, (1, height, width)), self._edge(most))
        ratio, side = wide / high, self._side
        if wide >= high:
            columns = ceil(wide / side)
            rows = ceil(int(columns * side / ratio) / side)
        else:
            rows = ceil(high / side)
            columns = ceil(int(rows * side * ratio) / side)
        return (0, 0) if rows == columns == 1 else (rows, columns)

    def _ids(self, medium: Decoded, most: int) -> tuple[int, ...]:
        rows, columns = self._grid(medium, most)
        mark, shown = "<fake_token_around_image>", "<image>" * self._per_tile
        text = ""
        for row in range(1, rows + 1):
            text += "".join(f"{mark}<row_{row}_col_{column}>{shown}" for column in range(1, columns + 1)) + "\n"
        text += ("\n" if rows else "") + f"{mark}<global-img>{shown}{mark}"
        return tuple(self._tokenizer(text, add_special_tokens=False)["input_ids"])
