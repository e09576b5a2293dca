"""Cut-outs of the images of a sample, all of them cut in one place: more to train on, from the same pictures."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import overload

import PIL.Image

from plaudit.core import DataError, Image, Part, Sample, UsageError
from plaudit.media import load_image


def crops(samples: Sequence[Sample], seed: int = 0, *, count: int, side: int = 112) -> Sequence[Sample]:
    """`count` samples, each one of `samples` (in turn) with a random cut-out of its images, half of them mirrored.

    The images of a sample are cut and mirrored alike, so that what differs between them still does, unless it lies
    elsewhere; they must be of one size. Labels and groups stay, and ids get a number. Each is made when it is asked
    for, the same every time.

    side: pixels of the cut-out's sides; an image that is narrower or lower is kept whole in that direction.
    Raises UsageError for no samples, count or side; a sample raises DataError for images of two sizes, MediaError.
    """
    if not samples or count < 1 or side < 1:
        raise UsageError(f"{count} crops of {side} pixels, of {len(samples)} samples", remedy="Give at least one each.")
    return _Crops(samples, seed, count, side)


@dataclass(frozen=True, slots=True)
class _Crops(Sequence[Sample]):
    samples: Sequence[Sample]
    seed: int
    total: int
    side: int

    def __len__(self) -> int:
        return self.total

    @overload
    def __getitem__(self, k: int) -> Sample: ...

    @overload
    def __getitem__(self, k: slice) -> list[Sample]: ...

    def __getitem__(self, k: int | slice) -> Sample | list[Sample]:
        if isinstance(k, slice):
            return [self._crop(i) for i in range(self.total)[k]]
        return self._crop(range(self.total)[k])

    def _crop(self, k: int) -> Sample:
        sample, chance = self.samples[k % len(self.samples)], random.Random(f"{self.seed}/{k}")
        parts = (*sample.parts(), *sample.reference)
        images = {id(part): load_image(part) for part in parts if isinstance(part, Image)}
        box = _box({image.size for image in images.values()}, self.side, chance, sample.id)
        mirrored = chance.random() < 0.5

        def cut(part: Part) -> Part:
            if not isinstance(part, Image):
                return part
            image = images[id(part)].crop(box)
            return replace(part, data=image.transpose(PIL.Image.Transpose.FLIP_LEFT_RIGHT) if mirrored else image)

        return replace(sample.map_parts(cut), id=f"{sample.id}#{k}")


def _box(sizes: set[tuple[int, int]], side: int, chance: random.Random, name: str) -> tuple[int, int, int, int]:
    if len(sizes) != 1:
        found = " and ".join(f"{w} x {h}" for w, h in sorted(sizes)) or "none"
        raise DataError(f"images of one size are cut alike; here: {found}", where=f"sample {name!r}")
    ((width, height),) = sizes
    wide, high = min(side, width), min(side, height)
    left, top = chance.randint(0, width - wide), chance.randint(0, height - high)
    return left, top, left + wide, top + high
