"""Files with streams of video and sound, opened by av (FFmpeg)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from plaudit.core import MediaError
from plaudit.media.sources import looks_like

if TYPE_CHECKING:
    import av.audio.stream
    import av.container
    import av.video.stream

DAMAGED = "It is damaged or cut short: fetch it again."


@contextmanager
def open_container(file: BinaryIO, kind: str, formats: str, where: str) -> Iterator[av.container.InputContainer]:
    """An open file, closed at the end. kind: "video" or "sound", for messages; formats: FFmpeg's names of what is read.

    Raises MediaError for what is none of them.
    """
    import av

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


def stated_seconds(stream: av.video.stream.VideoStream | av.audio.stream.AudioStream) -> float:
    """How long the header says the stream is; 0: it does not say."""
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    hours, _, rest = stream.metadata.get("DURATION", "").partition(":")  # of Matroska and WebM: 00:00:04.000000000
    minutes, _, seconds = rest.partition(":")
    return 3600 * float(hours) + 60 * float(minutes) + float(seconds) if seconds else 0.0
