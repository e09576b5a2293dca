"""LLaVA-OneVision: images whole, and in as many square tiles as suit their shape; a video's frames at half the detail.

Li et al. 2024, "LLaVA-OneVision: Easy Visual Task Transfer", arXiv:2408.03326.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Any, ClassVar

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence
from transformers.image_processing_utils import select_best_resolution
from transformers.modeling_outputs import BaseModelOutputWithPooling
from transformers.models.llava_onevision.image_processing_pil_llava_onevision import LlavaOnevisionImageProcessorPil

from plaudit.models.backbones._pil import Tiled, resized
from plaudit.models.family import Decoded, Kind, Pixels


@dataclass(frozen=True, slots=True)
class Sized(Pixels):
    """Tiles, and what the model must know to take off what they were filled up with."""

    size: tuple[int, int] = (0, 0)
    """Height and width of the image that they were cut from, in pixels."""


class llava_onevision(Tiled):
    """Positions count tokens, in one dimension.

    Each image is cut as if it were alone, as the library's processor does for images in a flat list; those of one
    sample in a list of lists it would show whole only.
    """

    MODEL_TYPES: ClassVar[frozenset[str]] = frozenset({"llava_onevision"})
    PLACEHOLDERS: ClassVar[Mapping[Kind, str]] = {"image": "<image>", "video": "<video>"}
    PARTS: ClassVar[Mapping[str, str]] = {
        "text": "language_model",
        "vision": "vision_tower",
        "merger": "multi_modal_projector",
    }
    TYPES: ClassVar[str | None] = None
    PROCESSOR: ClassVar[Any] = LlavaOnevisionImageProcessorPil

    def __init__(self, source: str) -> None:
        super().__init__(source)
        vision = self.config.vision_config
        self._tile = int(vision.image_size)
        self._side = int(vision.image_size // vision.patch_size)
        self._shapes: list[list[int]] = self.config.image_grid_pinpoints

    def pixel_range(self, least: int | None, most: int | None) -> tuple[int, int]:
        """The smallest and the largest shape that an image may be fitted into."""
        areas = list(map(_area, self._shapes))
        return least or min(areas), most or max(areas)

    def counts(self) -> dict[str, Any]:
        """Tokens of a tile, and which of the vision tower's are kept."""
        return {
            "num_image_tokens": self._side**2,
            "vision_feature_select_strategy": self.config.vision_feature_select_strategy,
            "vision_aspect_ratio": self.config.vision_aspect_ratio,
        }

    def tokens(self, medium: Decoded, least: int, most: int) -> int:
        """The whole, then the tiles side by side with a new line after each row; of a frame one per square of 2 x 2."""
        if medium.kind == "video":
            return len(medium.frames) * ceil(self._side / 2) ** 2 + 1
        height, width = self._fitted(medium, most)
        rows, columns = self._filled(height, width)
        # More tiles than the model was trained on are shrunk to as many ("anyres_max_9": nine)
        limit = int(str(self.config.vision_aspect_ratio).removeprefix("anyres_max_"))
        ratio = sqrt(rows * columns / (limit * self._side**2))
        if ratio > 1.1:
            rows, columns = int(rows // ratio), int(columns // ratio)
        return self._side**2 + rows * (columns + 1)

    def pixels(self, medium: Decoded, least: int, most: int) -> Pixels:
        """The whole first, then its tiles row by row."""
        count = self.tokens(medium, least, most)
        if medium.kind == "video":
            square = (self._tile, self._tile)
            frames = [resized(frame, square, self.processor.resample) for frame in medium.frames]
            values = self._tiles(frames, [list(square)])[:, 0]
            return Pixels("video", values, (len(values), 1, 1), count)
        height, width = self._fitted(medium, most)
        image = medium.frames[0].resize((width, height), self.processor.resample)
        values = self._tiles([image], self._shapes)[0]
        return Sized("image", values, (len(values), 1, 1), count, size=(height, width))

    def inputs(self, media: Sequence[Pixels]) -> dict[str, Tensor]:
        """The tiles of all images, and their sizes; videos (videos, frames, channels, height, width).

        Videos of several lengths are filled up, and image_sizes_videos (videos, frames, 2), which the library's model
        knows and does not read, is zero there.
        """
        images = [m for m in media if isinstance(m, Sized)]
        films = [m.values for m in media if m.kind == "video"]
        out = super().inputs(images)
        if images:
            out["image_sizes"] = torch.tensor([m.size for m in images])
        if films:
            out["pixel_values_videos"] = pad_sequence(films, batch_first=True)
        if len({len(film) for film in films}) > 1:
            sizes = [torch.full((len(film), 2), self._tile) for film in films]
            out["image_sizes_videos"] = pad_sequence(sizes, batch_first=True)
        return out

    def hidden(self, model: Any, inputs: Mapping[str, Tensor], **options: Any) -> Tensor:
        """Videos of several lengths go through the vision tower one by one: the library's model takes equal ones."""
        if "image_sizes_videos" not in inputs:
            return super().hidden(model, inputs, **options)
        media = ("pixel_values", "image_sizes", "pixel_values_videos", "image_sizes_videos")
        rest: dict[str, Any] = {name: tensor for name, tensor in inputs.items() if name not in media}
        *images, films = self.vision_outputs(model, inputs)
        rest["mm_encoder_outputs"] = {"video": films} | ({"image": images[0]} if images else {})
        return super().hidden(model, rest, **options)

    def vision_outputs(self, model: Any, inputs: Mapping[str, Tensor]) -> list[Any]:
        """What the library's model makes of the images, and of the videos."""
        out = []
        if "pixel_values" in inputs:
            out.append(model.get_image_features(inputs["pixel_values"], inputs["image_sizes"]))
        if "pixel_values_videos" in inputs:
            films = inputs["pixel_values_videos"]
            sizes = inputs.get("image_sizes_videos", torch.ones(*films.shape[:2], 2))
            shown = [film[None, : int(size.any(-1).sum())] for film, size in zip(films, sizes, strict=True)]
            features = [model.get_video_features(film).pooler_output for film in shown]
            out.append(BaseModelOutputWithPooling(pooler_output=torch.cat(features, 1)))
        return out

    def _tiles(self, images: Sequence[Any], shapes: list[list[int]]) -> Tensor:
        """(images, tiles, channels, height, width)."""
        out = self.processor.preprocess(images=list(images), image_grid_pinpoints=shapes, return_tensors="pt")
        values: Tensor = out["pixel_values"]
        return values

    def _fitted(self, medium: Decoded, most: int) -> tuple[int, int]:
        """Height and width at which an image is cut: its own, or less where the shape that suits it is over `most`."""
        width, height = medium.frames[0].size
        allowed = [shape for shape in self._shapes if _area(shape) <= most] or [min(self._shapes, key=_area)]
        best = select_best_resolution((height, width), allowed)
        scale = min(best[0] / height, best[1] / width)
        if scale >= 1 or len(allowed) == len(self._shapes):
            return height, width
        return min(best[0], ceil(height * scale)), min(best[1], ceil(width * scale))

    def _filled(self, height: int, width: int) -> tuple[int, int]:
        """Rows and columns of tokens in the tiles side by side, without those that show only what fills them up."""
        high, wide = select_best_resolution((height, width), self._shapes)
        rows, columns = self._side * (high // self._tile), self._side * (wide // self._tile)
        if width / height > columns / rows:
            return rows - (rows - int(round(height * columns / width, 7))) // 2 * 2, columns
        return rows, columns - (columns - int(round(width * rows / height, 7))) // 2 * 2


def _area(shape: Sequence[int]) -> int:
    return shape[0] * shape[1]
