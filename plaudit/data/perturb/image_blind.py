"""The same questions about somebody else's image."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from plaudit.core import DataError, Image, Message, Sample, group_of


def image_blind(samples: Sequence[Sample], seed: int = 0) -> list[Sample]:
    """Samples that show an image in their prompt, with each such image replaced by one of another group's.

    Groups are put in a random circle, and each takes the images of the next whose images are not its own. Ids, labels
    and groups stay, so that the two versions can be compared in pairs; samples without an image in the prompt are left
    out. Raises `DataError` where there is nothing to exchange.
    """
    groups: dict[str, list[Sample]] = {}
    for sample in samples:
        if _images(sample):
            groups.setdefault(group_of(sample), []).append(sample)
    circle = sorted(groups)
    random.Random(seed).shuffle(circle)
    donors = {name: [*circle[k + 1 :], *circle[:k]] for k, name in enumerate(circle)}
    changed = {
        sample.id: replace(_showing(sample, _donor(sample, k, [groups[d] for d in donors[name]])), group=name)
        for name, members in groups.items()
        for k, sample in enumerate(members)
    }
    if not changed:
        raise DataError("no sample shows an image in its prompt", remedy="Test image-blindness on data with images.")
    return [changed[sample.id] for sample in samples if sample.id in changed]


def _images(sample: Sample) -> list[Image]:
    return [part for message in sample.prompt for part in message.parts if isinstance(part, Image)]


def _donor(sample: Sample, place: int, groups: Sequence[Sequence[Sample]]) -> list[Image]:
    """The images of the first of these groups that does not show what the sample shows."""
    own = {_content(image) for image in _images(sample)}
    for group in groups:
        images = _images(group[place % len(group)])
        if own.isdisjoint(map(_content, images)):
            return images
    raise DataError("no other group shows another image", where=f"sample {sample.id!r}", remedy="Use more samples.")


def _content(image: Image) -> object:
    data = image.data
    return data if isinstance(data, str | Path | bytes) else data.tobytes()


def _showing(sample: Sample, images: Sequence[Image]) -> Sample:
    """The prompt's images one after the other replaced by these, over again where these are fewer; roles stay."""
    left = iter(range(len(_images(sample))))

    def turn(message: Message) -> Message:
        parts = (
            replace(part, data=images[next(left) % len(images)].data) if isinstance(part, Image) else part
            for part in message.parts
        )
        return replace(message, parts=tuple(parts))

    return replace(sample, prompt=tuple(turn(message) for message in sample.prompt))
