"""A video given as its frames: a tuple of `Image`s, or an array of shape (T, H, W, 3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from plaudit.core import Image, MediaError, Video
from plaudit.media.budget import Budget
from plaudit.media.images import load_image

if TYPE_CHECKING:
    import PIL.Image


def frames_of(video: Video) -> tuple[Image, ...] | None:
    """The frames of a video that is given as frames; None for one that is encoded."""
    if isinstance(video.data, tuple):
        return video.data
    return tuple(map(Image, video.data)) if hasattr(video.data, "__array_interface__") else None


class Stack:
    """Frames that exist one by one; only those taken are decoded."""

    def __init__(self, frames: tuple[Image, ...], video: Video, budget: Budget, where: str) -> None:
        self.frames, self.budget, self.fps, self.where = frames, budget, video.fps, where
        if not frames:
            raise MediaError("it has no frames", where=where, remedy="Give at least one.")
        if self.fps is None and (video.start or video.end is not None):
            raise MediaError("frames without fps have no seconds to cut at", where=where, remedy="Give Video(fps=...).")
        rate = self.fps or 1.0
        self.times: Sequence[float] = [i / rate for i in range(len(frames))]
        self.length = len(frames) / rate
        self.size = load_image(frames[0], budget).size

    def take(self, wanted: Sequence[int]) -> dict[int, PIL.Image.Image]:
        """The frames of these indices."""
        taken = {}
        for i in wanted:
            taken[i] = load_image(self.frames[i], self.budget)
            self.budget.check_pixels(*taken[i].size, len(wanted), self.where)
        return taken
