"""Qwen2.5-VL: images and videos of any size, one token per square of merged patches.

Bai et al. 2025, "Qwen2.5-VL Technical Report", arXiv:2502.13923.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import PIL.Image
import torch
from torch import Tensor
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil, smart_resize
from transformers.video_processing_utils import VideoProcessorMixin

from plaudit.core.errors import CheckpointError, MediaError
from plaudit.models.backbones._pil import resized
from plaudit.models.backbones._vision import VisionFamily
from plaudit.models.family import Decoded, Kind, Pixels


class qwen2_5_vl(VisionFamily):
    """Images by the PIL processor, always: torchvision resizes differently, and must not change a score."""

    MODEL_TYPES: ClassVar[frozenset[str]] = frozenset({"qwen2_5_vl"})
    PLACEHOLDERS: ClassVar[Mapping[Kind, str]] = {"image": "<|image_pad|>", "video": "<|video_pad|>"}
    PARTS: ClassVar[Mapping[str, str]] = {"text": "language_model", "vision": "visual", "merger": "visual.merger"}
    KEYS: ClassVar[Mapping[str, str]] = {r"^model\.visual\.": "visual."}
    LEAST_FRAMES: ClassVar[int] = 2

    def __init__(self, source: str) -> None:
        try:
            self.processor: Any = Qwen2VLImageProcessorPil.from_pretrained(source)
        except (OSError, ValueError) as error:
            raise CheckpointError(
                f"its image processor cannot be read: {error}", where=source, remedy="Add preprocessor_config.json."
            ) from error
        self._square = int(self.processor.patch_size * self.processor.merge_size)
        self._video_processor = _video_processor(source)
        size = self._video_processor.get("size", {})
        least, most = size.get("shortest_edge"), size.get("longest_edge")
        self._films = (int(least), int(most)) if least and most else None

    def pixel_range(self, least: int | None, most: int | None) -> tuple[int, int]:
        """What the settings ask for, else the processor's own range."""
        size = self.processor.size
        return least or int(size["shortest_edge"]), most or int(size["longest_edge"])

    def tokens(self, medium: Decoded, least: int, most: int) -> int:
        """One per square of merged patches and step of frames."""
        high, wide = self._shape(medium, least, most)
        steps = -(-len(medium.frames) // self.processor.temporal_patch_size)
        return int(steps * high * wide // self._square**2)

    def pixels(self, medium: Decoded, least: int, most: int) -> Pixels:
        """A video's frames go through the image processor; its steps are then frames side by side in each patch."""
        depth, patch = int(self.processor.temporal_patch_size), int(self.processor.patch_size)
        high, wide = self._shape(medium, least, most)
        still = medium.kind == "image"
        frames = medium.frames + (() if still else medium.frames[-1:] * (-len(medium.frames) % depth))
        resize = PIL.Image.Image.resize if still else resized
        out = self.processor.preprocess(
            images=[resize(frame, (wide, high), self.processor.resample) for frame in frames],
            do_resize=False,
            temporal_patch_size=depth if still else 1,
            return_tensors="pt",
        )
        steps, rows, columns = -(-len(frames) // depth), high // patch, wide // patch
        values: Tensor = out["pixel_values"]
        if not still:
            values = values.view(steps, depth, rows * columns, -1, patch**2).permute(0, 2, 3, 1, 4)
            values = values.reshape(steps * rows * columns, -1)
        count = self.tokens(medium, least, most)
        return Pixels(medium.kind, values, (steps, rows, columns), count, medium.interval * depth)

    def _shape(self, medium: Decoded, least: int, most: int) -> tuple[int, int]:
        """Height and width at which it is shown. Raises MediaError."""
        try:
            return self._resized(medium, least, most)
        except ValueError as error:
            width, height = medium.frames[0].size
            raise MediaError(f"a {medium.kind} of {width} x {height} cannot be shown to this model: {error}") from error

    def _resized(self, medium: Decoded, least: int, most: int) -> tuple[int, int]:
        """As the library's processors resize images and frames. Raises ValueError."""
        width, height = medium.frames[0].size
        if medium.kind == "video" and self._films:
            most = min(most, self._films[1])
            least = min(most, self._films[0])
        high, wide = smart_resize(height, width, self._square, least, most)
        return int(high), int(wide)

    def inputs(self, media: Sequence[Pixels]) -> dict[str, Tensor]:
        """Images and videos apart, each kind in the order of the rows."""
        out = self.shapes(media)
        for kind, name in (("image", "pixel_values"), ("video", "pixel_values_videos")):
            if values := [m.values for m in media if m.kind == kind]:
                out[name] = torch.cat(values)
        return out

    def shapes(self, media: Sequence[Pixels]) -> dict[str, Tensor]:
        """The grids, and the time from one step of a video's to the next."""
        out: dict[str, Tensor] = {}
        for kind, name in (("image", "image_grid_thw"), ("video", "video_grid_thw")):
            if grids := [m.grid for m in media if m.kind == kind]:
                out[name] = torch.tensor(grids)
        if seconds := [m.seconds for m in media if m.kind == "video"]:
            out["second_per_grid_ts"] = torch.tensor(seconds, dtype=torch.float32)
        return out

    def positions(self, model: Any, inputs: Mapping[str, Tensor]) -> Tensor:
        """(3, R, L). Always given, so that a row without media is placed alike beside one with and alone."""
        found: Tensor = model.get_rope_index(
            inputs["input_ids"],
            inputs["mm_token_type_ids"],
            image_grid_thw=inputs.get("image_grid_thw"),
            video_grid_thw=inputs.get("video_grid_thw"),
            second_per_grid_ts=inputs.get("second_per_grid_ts"),
            attention_mask=inputs["attention_mask"],
        )[0]
        return found

    def vision_outputs(self, model: Any, inputs: Mapping[str, Tensor]) -> list[Any]:
        """Images and videos, by their grids."""
        out = []
        if "pixel_values" in inputs:
            out.append(model.get_image_features(inputs["pixel_values"], inputs["image_grid_thw"]))
        if "pixel_values_videos" in inputs:
            out.append(model.get_video_features(inputs["pixel_values_videos"], inputs["video_grid_thw"]))
        return out

    def save(self, folder: Path) -> None:
        """Writes preprocessor_config.json, and the video processor's where there was one."""
        self.processor.save_pretrained(folder)
        if self._video_processor:
            (folder / "video_preprocessor_config.json").write_text(json.dumps(self._video_processor, indent=2))

    def describe(self) -> dict[str, Any]:
        """The processor's class, backend, sizes and statistics."""
        p = self.processor
        return {
            "class": type(p).__name__,
            "backend": p.backend,
            "size": dict(p.size),
            "resample": int(p.resample),
            "mean": list(p.image_mean),
            "std": list(p.image_std),
            "patch": p.patch_size,
            "merge": p.merge_size,
            "frames_per_step": p.temporal_patch_size,
            **({"video_size": list(self._films)} if self._films else {}),
        }


def _video_processor(source: str) -> dict[str, Any]:
    """The numbers of a checkpoint's video processor, which needs torchvision; {} where it has none of its own.

    The library falls back on those of the image processor, and so do we.
    """
    try:
        numbers: dict[str, Any] = VideoProcessorMixin.get_video_processor_dict(source)[0]
    except OSError:
        return {}
    if "video_processor_type" not in numbers:
        return {}
    older = {"shortest_edge": numbers.pop("min_pixels", None), "longest_edge": numbers.pop("max_pixels", None)}
    return {**numbers, "size": numbers.get("size", {}) | {edge: n for edge, n in older.items() if n}}
