"""Files with streams of video and sound, opened by av (FFmpeg)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, Literal

from plaudit.core import MediaError
from plaudit.media.sources import looks_like

if TYPE_CHECKING:
    import av.audio.stream
    import av.container
    import av.video.stream

RIFFS = (b"RIFF", b"RIFX", b"RF64", b"BW64")
MOST_CHUNKS = 4096
"""One that an editor wrote has a dozen."""
DAMAGED = "It is damaged or cut short: fetch it again."


@contextmanager
def open_container(file: BinaryIO, kind: str, formats: str, where: str) -> Iterator[av.container.InputContainer]:
    """An open file, closed at the end. kind: "video" or "sound", for messages; formats: FFmpeg's names of what is read.

    Raises MediaError for what is none of them.
    """
    import av

    _check_riff(file, where)
    head = file.read(1024)
    file.seek(0)
    try:
        container = av.open(file, "r", container_options={"format_whitelist": formats})
    except av.error.FFmpegError as error:
        raise MediaError(
            f"it is not a {kind} of a kind that is read ({formats}), or its index is missing: {looks_like(head)}",
            where=where,
            remedy=f"It is cut short, or another file saved under a {kind}'s name: fetch it again.",
        ) from error
    with container:
        yield container


def _check_riff(file: BinaryIO, where: str) -> None:
    """Raise MediaError for a WAV or AVI with a chunk that goes past its end: FFmpeg would make room for all of it.

    The sound of a WAV is not looked at here: it is read bit by bit, and what is missing of it shows then.
    """
    size, at = file.seek(0, os.SEEK_END), 12
    file.seek(0)
    head = file.read(12)
    order: Literal["big", "little"] = "big" if head.startswith(b"RIFX") else "little"
    chunks = 0
    while head[:4] in RIFFS and head[8:] in (b"WAVE", b"AVI ") and at + 8 <= size:
        file.seek(at)
        name, length, kind = file.read(4), int.from_bytes(file.read(4), order), file.read(4)
        chunks += 1
        if chunks > MOST_CHUNKS:
            raise MediaError(f"it has over {MOST_CHUNKS:,} chunks", where=where, remedy=DAMAGED)
        if name == b"LIST" and kind in (b"hdrl", b"strl"):
            at += 12  # only its parts are read
            continue
        at += 8 + length
        if at > size and name != b"data":
            raise MediaError(f"a chunk of {length:,} bytes goes past its end", where=where, remedy=DAMAGED)
        at += length % 2
    file.seek(0)


def stated_seconds(stream: av.video.stream.VideoStream | av.audio.stream.AudioStream) -> float:
    """How long the header says the stream is; 0: it does not say."""
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    hours, _, rest = stream.metadata.get("DURATION", "").partition(":")  # of Matroska and WebM: 00:00:04.000000000
    minutes, _, seconds = rest.partition(":")
    return 3600 * float(hours) + 60 * float(minutes) + float(seconds) if seconds else 0.0
