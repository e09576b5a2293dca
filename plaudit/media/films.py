"""Video files, read by av (FFmpeg).

Two passes: the packets are listed without decoding, which gives every frame's time exactly and shows a file that was
cut short; then only the runs of frames that lead to a wanted one are decoded.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import TYPE_CHECKING, Any, BinaryIO

from plaudit.core import MediaError
from plaudit.media.budget import Budget
from plaudit.media.containers import DAMAGED, open_container, stated_seconds

if TYPE_CHECKING:
    import av.container
    import PIL.Image

CONTAINERS = "mov,matroska,webm,avi,mpegts,mpeg,flv,asf,ogg"
"""FFmpeg's names of what is read. Not everything FFmpeg knows: a playlist, for one, makes it open other files."""
MOST_MISSING = 2**16
"""FFmpeg's seeking takes the square of how many frames an index names beyond the file's end: minutes for a million."""
MOST_FRAMES = 2**22
"""A film of more is refused, so that a list of their times stays small: 19 hours of 60 frames a second."""


class Film:
    """A video file."""

    def __init__(self, container: av.container.InputContainer, budget: Budget, where: str) -> None:
        self.container, self.budget, self.where = container, budget, where
        if not container.streams.video:
            raise MediaError("it holds no video", where=where, remedy="Give a file with a video stream.")
        self.stream = container.streams.video[0]
        # Frames may be larger than the header says.
        self.stream.codec_context.options = {"max_pixels": str(budget.pixels)}
        self.stream.thread_type = "AUTO"  # several frames at a time where the codec can; the frames are the same
        self.size = (self.stream.codec_context.width, self.stream.codec_context.height)
        budget.check_pixels(*self.size, 1, where)
        self.fps = float(self.stream.average_rate) if self.stream.average_rate else None
        self._list_frames()

    @classmethod
    @contextmanager
    def open(cls, file: BinaryIO, budget: Budget, where: str) -> Iterator[Film]:
        """A film that is closed at the end."""
        with open_container(file, "video", CONTAINERS, where) as container:
            yield cls(container, budget, where)

    def _list_frames(self) -> None:
        """Find every frame's time stamp, and the key frames: when each is shown, and where to seek for it.

        Seeking goes by the decoding time, which is never later than the time shown: one too early costs time only.
        """
        shown, keys, corrupt = [], [], [False]
        for packet in self.container.demux(self.stream):
            corrupt.append(packet.is_corrupt)
            if packet.pts is not None and packet.size:
                keys += [(packet.pts, packet.pts if packet.dts is None else packet.dts)] * packet.is_keyframe
                shown += [(packet.pts, packet.duration or 0)] * (not packet.is_discard)
            if len(corrupt) > MOST_FRAMES:
                remedy = "Cut it into parts."
                raise MediaError(f"it has over {MOST_FRAMES:,} frames", where=self.where, remedy=remedy)
        if self.stream.frames - len(shown) > MOST_MISSING:
            said = f"it states {self.stream.frames:,} frames and holds {len(shown):,}"
            raise MediaError(said, where=self.where, remedy=DAMAGED)
        if not shown or not self.stream.time_base:
            raise MediaError("it holds no frame with a time", where=self.where, remedy=DAMAGED)
        shown.sort()
        self.stamps = [pts for pts, _ in shown]
        self.keys = sorted(keys) or [shown[0]]
        tick = float(self.stream.time_base)
        self.times: Sequence[float] = [(pts - self.stamps[0]) * tick for pts in self.stamps]
        frame = 1 / self.fps if self.fps else 0.0
        self.length = self.times[-1] + (shown[-1][1] * tick or frame)
        stated = stated_seconds(self.stream)
        if any(corrupt[-3:]) or self.length < 0.95 * stated - frame:  # headers round, and encoders drop a last frame
            raise MediaError(f"it ends after {self.length:.2f} s of {stated:.2f} s", where=self.where, remedy=DAMAGED)

    def take(self, wanted: Sequence[int]) -> dict[int, PIL.Image.Image]:
        """The frames of these indices, upright RGB."""
        taken = self._decode(wanted, self.keys)
        if len(taken) < len(wanted):  # some containers seek past the key frame that was asked for: read from the start
            taken |= self._decode([i for i in wanted if i not in taken], [self.keys[0]])
        for i in wanted:
            if i not in taken:
                raise MediaError(f"no frame can be decoded at {self.times[i]:.3f} s", where=self.where, remedy=DAMAGED)
        return taken

    def _decode(self, wanted: Sequence[int], keys: Sequence[tuple[int, int]]) -> dict[int, PIL.Image.Image]:
        """Those frames that can be decoded, each run of them from the last of `keys` before it."""
        taken: dict[int, PIL.Image.Image] = {}
        starts = [shown for shown, _ in keys]
        passed = 0
        for k, run in groupby(wanted, lambda i: max(0, bisect_right(starts, self.stamps[i]) - 1)):
            missing = {self.stamps[i]: i for i in run}
            self.container.seek(keys[k][1], stream=self.stream)
            for frame in self.container.decode(self.stream):
                passed += 1
                self.budget.check_work(frame.width, frame.height, passed, self.where)
                if frame.pts in missing and not frame.is_corrupt:
                    self.budget.check_pixels(frame.width, frame.height, len(wanted), self.where)
                    taken[missing.pop(frame.pts)] = _upright(frame)
                if not missing:
                    break
        return taken


def _upright(frame: Any) -> PIL.Image.Image:  # Any: av's own `to_image` is untyped
    image: PIL.Image.Image = frame.to_image()
    return image.rotate(frame.rotation, expand=True) if frame.rotation else image
