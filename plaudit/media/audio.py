"""Sounds to samples of one channel, read and resampled by av (FFmpeg)."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from plaudit.core import Audio, MediaError, UsageError, Video
from plaudit.media.budget import DEFAULT, Budget
from plaudit.media.containers import DAMAGED, open_container, stated_seconds
from plaudit.media.images import guarded
from plaudit.media.sources import opened, place

if TYPE_CHECKING:
    import av.container
    import numpy as np
    import numpy.typing as npt

CONTAINERS = "wav,mp3,flac,ogg,aac,mov,matroska,webm,avi,mpegts,mpeg,flv,asf"
"""FFmpeg's names of what is read: sound files, and films for their sound track."""
RATES = range(1000, 768_001)
"""Samples a second that there are; one block of a file that states fewer could be hours long."""


@dataclass(frozen=True, slots=True)
class Wave:
    """A sound of one channel."""

    samples: npt.NDArray[np.float32]
    """Shape (N,), float32 in [-1, 1]; a lossy codec may reach slightly over."""
    rate: int
    """Samples a second."""

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / self.rate


def load_audio(audio: Audio | Video, budget: Budget = DEFAULT, *, rate: int = 16_000) -> Wave:
    """A sound, or the sound track of a video, from its `start` to its `end`.

    rate: samples a second to resample to. Several channels become their mean. Deterministic. Raises MediaError for
    what is no sound, holds none, is cut short (as far as the file shows it: AAC and a bare MP3 may not), or is over the
    budget of bytes or seconds; UsageError for a rate below 1.
    """
    if rate < 1:
        raise UsageError(f"a rate of {rate} samples a second", remedy="Give at least 1, 16000 for most speech models.")
    import numpy as np

    where = place(audio)
    with guarded(where), opened(audio, budget) as file, _sound(file, where) as (container, stated):
        first = round(audio.start * rate)
        last = math.inf if audio.end is None else round(audio.end * rate)
        limit, taken, have = budget.seconds * rate, [], 0
        for block in _blocks(container, rate, stated, where):
            taken.append(block[max(0, first - have) : int(min(len(block), max(0, last - have)))])
            have += len(block)
            if min(have, last) - first > limit:
                raise MediaError(
                    f"its cut lasts over the budget of {budget.seconds:,.0f} s",
                    where=where,
                    remedy="Cut it with Audio(start=..., end=...), or raise Budget(seconds=...).",
                )
            if have >= last:
                break
        if have <= first:
            said = f"the cut starts at {audio.start:g} s, but the sound lasts {have / rate:g} s"
            raise MediaError(said, where=where, remedy="Cut it earlier.")
        samples = np.concatenate(taken)
        if not np.isfinite(samples).all():
            raise MediaError("it holds samples that are no finite numbers", where=where, remedy=DAMAGED)
    return Wave(samples, rate)


@contextmanager
def _sound(file: BinaryIO, where: str) -> Iterator[tuple[av.container.InputContainer, float]]:
    """An open file with sound, and how many seconds it says it has; 0: it does not say."""
    head = file.read(1 << 16)
    file.seek(-min(1 << 17, file.seek(0, os.SEEK_END)), os.SEEK_END)
    tail = file.read()
    file.seek(0)
    with open_container(file, "sound", CONTAINERS, where) as container:
        if not container.streams.audio:
            raise MediaError("it holds no sound", where=where, remedy="Give a file with an audio stream.")
        kind = container.format.name
        if kind == "ogg" and not _ogg_ends(tail):
            raise MediaError("its last page is missing", where=where, remedy=DAMAGED)
        guessed = kind == "aac" or (kind == "mp3" and b"Xing" not in head and b"Info" not in head)
        yield container, 0.0 if guessed else stated_seconds(container.streams.audio[0])


def _ogg_ends(tail: bytes) -> bool:
    """Whether the last page of an Ogg file is whole and says that it is the last (RFC 3533, section 6)."""
    page = tail[max(0, tail.rfind(b"OggS")) :]
    if len(page) < 27 or not page[5] & 4:
        return False
    lengths = page[27 : 27 + page[26]]
    return len(page) >= 27 + len(lengths) + sum(lengths)


def _blocks(
    container: av.container.InputContainer, rate: int, stated: float, where: str
) -> Iterator[npt.NDArray[np.float32]]:
    """The samples, run by run. Raises MediaError where it turns out that the file is cut short."""
    import av

    stream = container.streams.audio[0]
    if (stream.codec_context.sample_rate or 0) not in RATES:
        said = f"a sound of {stream.codec_context.sample_rate} samples a second"
        raise MediaError(said, where=where, remedy=DAMAGED)
    # Not planar: av's arrays of over 8 planes are wild. Not mono: FFmpeg's own is louder than the mean.
    resampler = av.AudioResampler(format="flt", rate=rate)
    heard, corrupt = 0.0, False
    for packet in container.demux(stream):
        corrupt = corrupt or packet.is_corrupt
        for frame in packet.decode():
            heard += frame.samples / frame.sample_rate
            for out in resampler.resample(frame):
                yield _mono(out)
    for out in resampler.resample(None):
        yield _mono(out)
    if not heard:
        raise MediaError("it holds no sound that can be decoded", where=where, remedy=DAMAGED)
    if corrupt or heard < 0.99 * stated - 0.1:  # encoders round up to whole blocks, and headers round
        raise MediaError(f"it ends after {heard:.2f} s of {max(stated, heard):.2f} s", where=where, remedy=DAMAGED)


def _mono(frame: Any) -> npt.NDArray[np.float32]:  # Any: av's own `to_ndarray` is untyped
    samples: npt.NDArray[np.float32] = frame.to_ndarray().reshape(frame.samples, -1).mean(1)
    return samples
