"""The same frames in another order."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from plaudit.core import DataError, Image, MediaError, Part, Sample, Video, group_of
from plaudit.media import load_video


def frame_shuffle(samples: Sequence[Sample], seed: int = 0, count: int = 8) -> list[Sample]:
    """Samples that show a video, in prompt or responses, with the frames of each put in a random other order.

    count: how many frames, evenly spread, stand for a video. Compare with `frames_in_order` of the same count, so that
    nothing but the order differs. Raises `DataError` for no video.
    """

    def changed(sample: Sample) -> Sample:
        chance = random.Random(f"{seed}/{sample.id}")
        return sample.map_parts(lambda part: _shuffled(part, chance))

    return [changed(sample) for sample in frames_in_order(samples, count)]


def frames_in_order(samples: Sequence[Sample], count: int = 8) -> list[Sample]:
    """Samples that show a video, with each given by its frames; one that cannot be read stays as it is."""
    found = [s for s in samples if any(isinstance(part, Video) for part in s.parts())]
    if not found:
        raise DataError("no sample shows a video", remedy="Test the order of frames on data with videos.")
    return [replace(s.map_parts(lambda part: _framed(part, count)), group=group_of(s)) for s in found]


def _framed(part: Part, count: int) -> Part:
    if not isinstance(part, Video):
        return part
    try:
        frames = load_video(part, count=count)
    except MediaError:
        return part
    seconds = frames.times[-1] - frames.times[0]
    rate = (len(frames.times) - 1) / seconds if seconds > 0 else frames.fps
    return replace(part, data=tuple(map(Image, frames.images)), fps=rate, start=0.0, end=None)


def _shuffled(part: Part, chance: random.Random) -> Part:
    if not isinstance(part, Video) or not isinstance(part.data, tuple) or len(part.data) < 2:
        return part
    order = list(range(len(part.data)))
    while order == sorted(order):
        chance.shuffle(order)
    return replace(part, data=tuple(part.data[k] for k in order))
