"""The same questions about no image at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from plaudit.core import DataError, Image, Message, Sample, group_of


def image_removed(samples: Sequence[Sample], seed: int = 0) -> list[Sample]:
    """Samples that show an image in their prompt, without it; nothing is random. Raises `DataError` for no image."""

    def blank(message: Message) -> Message:
        return replace(message, parts=tuple(part for part in message.parts if not isinstance(part, Image)))

    changed = [(s, tuple(map(blank, s.prompt))) for s in samples]
    found = [replace(s, prompt=prompt, group=group_of(s)) for s, prompt in changed if prompt != s.prompt]
    if not found:
        raise DataError("no sample shows an image in its prompt", remedy="Test image-blindness on data with images.")
    return found
