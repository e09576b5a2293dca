"""Qwen2.5-VL: images and videos of any size, one token per square of merged patches.

Bai et al. 2025, "Qwen2.5-VL Technical Report", arXiv:2502.13923.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import torch
from torch import Tensor
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil, smart_resize

from plaudit.core.errors import CheckpointError, MediaError
from plaudit.models.family import Decoded, Family, Kind, Pixels


class qwen2_5_vl(Family):
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

    def pixel_range(self, least: int | None, most: int | None) -> tuple[int, int]:
        """What the settings ask for, else the processor's own range."""
        size = self.processor.size
        return least or int(size["shortest_edge"]), most or int(size["longest_edge"])

    def tokens(self, medium: Decoded, least: int, most: int) -> int:
        """One per square of merged patches and step of frames."""
        width, height = medium.frames[0].size
        side = self.processor.patch_size * self.processor.merge_size
        try:
            high, wide = smart_resize(height, width, side, least, most)
        except ValueError as error:
            raise MediaError(f"a {medium.kind} of {width} x {height} cannot be shown to this model: {error}") from error
        steps = -(-len(medium.frames) // self.processor.temporal_patch_size)
        return int(steps * (high // side) * (wide // side))

    def pixels(self, medium: Decoded, least: int, most: int) -> Pixels:
        """A video's frames go through the image processor; its steps are then frames side by side in each patch."""
        count = self.tokens(medium, least, most)
        depth = int(self.processor.temporal_patch_size)
        frames = medium.frames + medium.frames[-1:] * (-len(medium.frames) % depth)
        still = medium.kind == "image"
        out = self.processor.preprocess(
            images=list(medium.frames if still else frames),
            size={"shortest_edge": least, "longest_edge": most},
            temporal_patch_size=depth if still else 1,
            return_tensors="pt",
        )
        _, high, wide = (int(n) for n in out["image_grid_thw"][0])
        values: Tensor = out["pixel_values"]
        if still:
            return Pixels("image", values, (1, high, wide), count)
        steps, area = len(frames) // depth, int(self.processor.patch_size) ** 2
        patches = values.view(steps, depth, high * wide, -1, area).permute(0, 2, 3, 1, 4)
        return Pixels(
            "video", patches.reshape(steps * high * wide, -1), (steps, high, wide), count, medium.interval * depth
        )

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

    def embedded(self, model: Any, inputs: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Embeddings of the text, and among them the vision tower's of the images and videos."""
        embeds: Tensor = model.get_input_embeddings()(inputs["input_ids"])
        seen: list[Tensor] = []
        if "pixel_values" in inputs:
            seen += model.get_image_features(inputs["pixel_values"], inputs["image_grid_thw"]).pooler_output
        if "pixel_values_videos" in inputs:
            seen += model.get_video_features(inputs["pixel_values_videos"], inputs["video_grid_thw"]).pooler_output
        if seen:
            features = inputs["features"]
            media = torch.cat(seen).to(embeds)[features.clamp(min=0)]
            embeds = torch.where((features >= 0).unsqueeze(-1), media, embeds)
        return {"inputs_embeds": embeds}

    def save(self, folder: Path) -> None:
        """Writes preprocessor_config.json."""
        self.processor.save_pretrained(folder)

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
        }
