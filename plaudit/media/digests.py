"""What a medium contains, in sixteen hex digits."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from plaudit.core import Clip, Image, Media, Video
from plaudit.media.budget import DEFAULT, Budget
from plaudit.media.images import is_decoded, load_image
from plaudit.media.sources import allowed, file_path, opened
from plaudit.media.stacks import frames_of


def digest(media: Media, budget: Budget = DEFAULT) -> str:
    """A hash of the content, 16 hex digits: the same for bytes, a file and a data URI that hold the same.

    Encoded content is hashed as it is, decoded content by its RGB pixels. A cut of a clip is other content than the
    whole; the role of a medium does not count. A file is read again only when its time or size has changed. Raises
    MediaError where the content cannot be had.
    """
    if isinstance(media, Clip) and (media.start or media.end is not None):
        whole = digest(replace(media, start=0.0, end=None), budget)
        return _hex(f"{whole} from {media.start!r} to {media.end!r}".encode())
    frames = frames_of(media) if isinstance(media, Video) else None
    if isinstance(media, Video) and frames is not None:
        return _hex(" ".join([repr(media.fps), *(digest(frame, budget) for frame in frames)]).encode())
    if isinstance(media, Image) and is_decoded(media):
        pixels = load_image(media, budget)
        return _hex(repr(pixels.size).encode() + pixels.tobytes())
    path = file_path(media)
    if path is None:
        with opened(media, budget) as file:
            return _hex(file.read())
    path, state = allowed(path, budget)
    return _of_file(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=1 << 16)
def _of_file(path: Path, mtime_ns: int, size: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def _hex(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
