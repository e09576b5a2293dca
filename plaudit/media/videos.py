"""Videos to RGB frames at stated times."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plaudit.core import MediaError, UsageError, Video
from plaudit.media.animations import Animation, is_animation
from plaudit.media.budget import DEFAULT, Budget
from plaudit.media.films import Film
from plaudit.media.images import guarded
from plaudit.media.sources import opened, place
from plaudit.media.stacks import Stack, frames_of

if TYPE_CHECKING:
    import PIL.Image

MICRO = 1e-6
"""Times closer than this are the same: a time that was rounded on its way still finds its frame."""


@dataclass(frozen=True, slots=True)
class Frames:
    """The frames taken from a video."""

    images: tuple[PIL.Image.Image, ...]
    """RGB, all of one size."""
    times: tuple[float, ...]
    """When each of them begins, in seconds from the start of the video; of frames without fps, their index."""
    fps: float | None
    """Mean frames per second of the video they were taken from; None: unknown."""
    seconds: float
    """From the first frame of the cut to the end of its last one."""


def load_video(
    video: Video,
    budget: Budget = DEFAULT,
    *,
    count: int | None = None,
    fps: float | None = None,
    times: Sequence[float] | None = None,
) -> Frames:
    """Frames of a video, between its `start` and its `end`.

    count: so many frames, spread evenly: those cut into `count` equal runs, and the middle one of each run. A video of
    fewer frames gives them all, none twice.
    fps: the frames on screen at `start` and then so many times a second, up to the end; one that stays on screen longer
    is taken again.
    times: the frames on screen at these seconds, counted from the start of the video as `start` and `end` are.
    None of these: every frame.

    The frame on screen at `start` belongs to the cut. Rotation is applied, sound is left alone. Deterministic. Raises
    MediaError, and decodes nothing that is over the budget; UsageError for a count or an fps that is too low, or two of
    the three.
    """
    several = sum(way is not None for way in (count, fps, times)) > 1
    if several or (count is not None and count < 1) or (fps is not None and not fps > 0):
        asked = f"count={count}, fps={fps}, times={times}"
        raise UsageError(asked, remedy="Give a count of at least 1, an fps above 0, or times, or none of them.")
    where = place(video)
    with guarded(where), _reader(video, budget, where) as source:
        cut = _cut(video, source, budget, where)
        if fps is not None:
            times = _grid(video, source, fps, budget, where)
        if times is not None:
            wanted = [_on_screen(source, t, cut, where) for t in times]
        elif count is None or count >= len(cut):
            wanted = list(cut)
        else:
            wanted = [cut[(2 * k + 1) * len(cut) // (2 * count)] for k in range(count)]
        budget.check_frames(len(wanted), where)
        budget.check_pixels(*source.size, max(1, len(set(wanted))), where)
        taken = source.take(sorted(set(wanted)))
        sizes = {frame.size for frame in taken.values()}
        if len(sizes) > 1:
            raise MediaError(f"its frames have several sizes: {sorted(sizes)}", where=where, remedy="Give one size.")
    end = source.times[cut.stop] if cut.stop < len(source.times) else source.length
    times_taken = tuple(source.times[i] for i in wanted)
    return Frames(tuple(taken[i] for i in wanted), times_taken, source.fps, end - source.times[cut.start])


@contextmanager
def _reader(video: Video, budget: Budget, where: str) -> Iterator[Stack | Animation | Film]:
    frames = frames_of(video)
    if frames is not None:
        yield Stack(frames, video, budget, where)
        return
    with opened(video, budget) as file:
        if is_animation(file):
            yield Animation(file, budget, where)
        else:
            with Film.open(file, budget, where) as film:
                yield film


def _cut(video: Video, source: Stack | Animation | Film, budget: Budget, where: str) -> range:
    """Indices of the frames between start and end."""
    if video.start > source.length - MICRO:
        raise MediaError(f"the cut starts at {video.start:g} s, but the video lasts {source.length:g} s", where=where)
    end = source.length if video.end is None else min(video.end, source.length)
    if end - video.start > budget.seconds:
        raise MediaError(
            f"{end - video.start:,.0f} s are over the budget of {budget.seconds:,.0f} s",
            where=where,
            remedy="Cut it with Video(start=..., end=...), or raise Budget(seconds=...).",
        )
    first = bisect_right(source.times, video.start + MICRO) - 1
    return range(max(0, first), max(1, bisect_left(source.times, end - MICRO)))


def _grid(video: Video, source: Stack | Animation | Film, fps: float, budget: Budget, where: str) -> list[float]:
    """Times from `start` on, so many a second."""
    end = source.length if video.end is None else min(video.end, source.length)
    frames = max(1.0, (end - video.start - MICRO) * fps)
    budget.check_frames(frames, where)
    return [video.start + k / fps for k in range(math.ceil(frames))]


def _on_screen(source: Stack | Animation | Film, time: float, cut: range, where: str) -> int:
    index = max(0, bisect_right(source.times, time + MICRO) - 1)
    if index not in cut or not -MICRO <= time < source.length:
        first, last = source.times[cut[0]], source.times[cut[-1]]
        raise MediaError(f"no frame at {time:g} s: the cut has frames from {first:g} s to {last:g} s", where=where)
    return index
