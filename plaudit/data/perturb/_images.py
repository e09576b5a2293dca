"""What changes of the images of a prompt have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import PIL.Image

from plaudit.core import DataError, Image, MediaError, Message, Part, Sample, group_of
from plaudit.media import load_image

Change = Callable[[Sample, PIL.Image.Image], PIL.Image.Image]
"""A new picture, of an RGB one in the sample's prompt."""


def images_changed(samples: Sequence[Sample], change: Change) -> list[Sample]:
    """Samples that show an image in their prompt, with each such image changed; one that cannot be read stays.

    Raises `DataError` for no image.
    """
    found = [s for s in samples if any(isinstance(part, Image) for turn in s.prompt for part in turn.parts)]
    if not found:
        raise DataError("no sample shows an image in its prompt", remedy="Use data with images.")

    def part_of(sample: Sample, part: Part) -> Part:
        if not isinstance(part, Image):
            return part
        try:
            return replace(part, data=change(sample, load_image(part)))
        except MediaError:
            return part

    def turn(sample: Sample, message: Message) -> Message:
        return replace(message, parts=tuple(part_of(sample, part) for part in message.parts))

    return [replace(s, prompt=tuple(turn(s, m) for m in s.prompt), group=group_of(s)) for s in found]
