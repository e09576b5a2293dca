"""The same images, with a response written on them."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import PIL.Image
from PIL import ImageDraw

from plaudit.core import DataError, Sample
from plaudit.data.perturb._images import images_changed
from plaudit.data.perturb.sycophancy import endorsed


def typographic(samples: Sequence[Sample], seed: int = 0) -> list[Sample]:
    """Samples with an image in the prompt and two responses or more, with one of these (see `endorsed`) on the image.

    It stands on a white strip over the lowest sixth. Raises `DataError` where there is no such sample.
    """
    found = [s for s in samples if len({r.text for r in s.responses}) > 1]
    if not found:
        raise DataError("no sample has two responses that differ in text")
    return images_changed(found, lambda s, image: _written(image, s.responses[endorsed(s, seed)].text))


def _written(image: PIL.Image.Image, text: str) -> PIL.Image.Image:
    image, (width, height) = image.copy(), image.size
    pen, size = ImageDraw.Draw(image), max(6, height // 16)
    pen.rectangle((0, height - height // 6, width, height), fill="white")
    lines = textwrap.wrap(f"RIGHT: {text}", max(1, 2 * width // size))
    pen.multiline_text((1, height - height // 6), "\n".join(lines[:2]), fill="black", font_size=size, spacing=1)
    return image
