"""What is known of the media of a data set once each was opened."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plaudit.core import Audio, Image, Media, MediaError, Video
from plaudit.data.perceptual_hash import Look, look
from plaudit.media import Budget, digest, load_audio, load_image, load_video

FRAMES = 4
"""Frames decoded of a video."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What one medium turned out to be."""

    sizes: tuple[tuple[int, int], ...] = ()
    """(width, height) in pixels of the image, or of the frames that were decoded."""
    looks: tuple[Look, ...] = ()
    """How each of these looks."""
    error: MediaError | None = None
    """Why it cannot be used."""


class KnownMedia:
    """Opens each distinct medium once, so that a picture shown in many rows is decoded once; some 500 bytes for each.

    A file is told from others by its name, bytes by their content.
    """

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self._known: dict[Any, Facts] = {}

    def untried(self, medium: Media) -> bool:
        """Whether it would have to be fetched, which the budget does not allow."""
        return isinstance(medium.data, str) and medium.data.startswith("http") and not self.budget.urls

    def of(self, medium: Media) -> Facts:
        """Its facts; none for what is not tried."""
        if self.untried(medium):
            return Facts()
        try:
            key = medium if isinstance(medium.data, Path) else (type(medium), digest(medium, self.budget))
        except MediaError as error:
            return _failed(error)
        if key not in self._known:
            self._known[key] = self._opened(medium)
        return self._known[key]

    def _opened(self, medium: Media) -> Facts:
        pictures = []
        try:
            if isinstance(medium, Image):
                pictures = [load_image(medium, self.budget)]
            elif isinstance(medium, Video):
                pictures = list(load_video(medium, self.budget, count=FRAMES).images)
            elif isinstance(medium, Audio):
                load_audio(medium, self.budget)
        except MediaError as error:
            return _failed(error)
        return Facts(tuple(picture.size for picture in pictures), tuple(map(look, pictures)))


def _failed(error: MediaError) -> Facts:
    """Without the traceback, which would keep what was being decoded."""
    error.__cause__ = error.__context__ = None
    return Facts(error=error.with_traceback(None))
