"""Each distinct medium opened once, however many responses show it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from plaudit.core import Audio, Image, Media, Video
from plaudit.media.audio import Wave, load_audio
from plaudit.media.budget import DEFAULT, Budget
from plaudit.media.digests import digest
from plaudit.media.fetch import fetch
from plaudit.media.images import load_image
from plaudit.media.parallel import Once
from plaudit.media.sources import is_url, place
from plaudit.media.videos import Frames, load_video

if TYPE_CHECKING:
    import PIL.Image

A = TypeVar("A")


class Shared:
    """The decoded media of a sample, or of a few: they are kept as long as this is.

    Media are the same where their content is, as `digest` says: bytes, files, data URIs and URLs alike; decoded ones
    where they are one object. What is handed out is shared, so it must not be changed. Safe to use from several
    threads: whoever asks second waits for the first. An error is kept and raised again too.
    """

    def __init__(self, budget: Budget = DEFAULT) -> None:
        self.budget = budget
        self._once: Once[Any] = Once()
        self._kept: list[Media] = []

    def image(self, image: Image) -> PIL.Image.Image:
        """As `load_image`."""
        return self._open(load_image, image)

    def video(self, video: Video, *, count: int | None = None, fps: float | None = None) -> Frames:
        """As `load_video`."""
        return self._open(load_video, video, count=count, fps=fps)

    def audio(self, audio: Audio | Video, *, rate: int = 16_000) -> Wave:
        """As `load_audio`."""
        return self._open(load_audio, audio, rate=rate)

    def _open(self, load: Callable[..., A], medium: Media, **options: float | None) -> A:
        if is_url(medium):  # or else it would be fetched once for its digest, and once more
            url, where = str(medium.data), place(medium)
            medium = replace(medium, data=self._once.get(("url", url), lambda: fetch(url, self.budget, where)))
        if isinstance(medium.data, (bytes, str, Path)):
            same: object = digest(medium, self.budget).encode()
        else:
            same = id(medium.data)
            self._kept.append(medium)  # or another object could come to have its id
        key = (load, replace(medium, data=same, role=""), *options.items())
        made: A = self._once.get(key, lambda: load(medium, self.budget, **options))
        return made
