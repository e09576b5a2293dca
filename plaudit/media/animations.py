"""Animated GIF, WebP and PNG, read by PIL: av does not decode animated WebP."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, BinaryIO

from plaudit.media.budget import Budget
from plaudit.media.images import open_pil, to_rgb

if TYPE_CHECKING:
    import PIL.Image

UNSTATED = 0.1
"""Seconds a frame lasts where the file says 0, as browsers show it."""


def is_animation(file: BinaryIO) -> bool:
    """Whether these bytes are of a kind that PIL animates; leaves the file at its start."""
    head = file.read(12)
    file.seek(0)
    return head.startswith((b"GIF8", b"\x89PNG")) or (head[:4] == b"RIFF" and head[8:] == b"WEBP")


class Animation:
    """An animated image; a still one is a video of one frame."""

    def __init__(self, file: BinaryIO, budget: Budget, where: str) -> None:
        self.image, self.budget, self.where = open_pil(file, where), budget, where
        self.size = self.image.size
        budget.check_pixels(*self.size, 1, where)
        frames = getattr(self.image, "n_frames", 1)
        budget.check_work(*self.size, frames, where)  # PIL decodes each on its way to the next
        lasts = [self._seconds(i) for i in range(frames)]
        self.times: Sequence[float] = list(accumulate(lasts[:-1], initial=0.0))
        self.length = sum(lasts)
        self.fps: float | None = len(lasts) / self.length

    def _seek(self, index: int, frames: int = 1) -> None:
        self.image.seek(index)
        self.budget.check_pixels(
            *self.image.size, frames, self.where
        )  # a GIF's frame may be larger than its header says

    def _seconds(self, index: int) -> float:
        self._seek(index)
        if self.image.format == "WEBP":
            self.image.load()  # only then is the frame's duration known
        return float(self.image.info.get("duration") or 0) / 1000 or UNSTATED

    def take(self, wanted: Sequence[int]) -> dict[int, PIL.Image.Image]:
        """The frames of these indices."""
        taken = {}
        for i in wanted:
            self._seek(i, len(wanted))
            taken[i] = to_rgb(self.image, self.where)
        return taken
