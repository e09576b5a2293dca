"""The same images with fewer pixels."""

from __future__ import annotations

from collections.abc import Sequence

import PIL.Image

from plaudit.core import Sample, UsageError
from plaudit.data.perturb._images import images_changed


def resolution(samples: Sequence[Sample], seed: int = 0, *, factor: float = 0.75) -> list[Sample]:
    """Samples that show an image in their prompt, with each such image made smaller; nothing is random.

    factor: of both sides. Raises UsageError for one that is not above 0, `DataError` for no image.
    """
    if not factor > 0:
        raise UsageError(f"images {factor:g} times as large", remedy="Give a factor above 0.")

    def smaller(sample: Sample, image: PIL.Image.Image) -> PIL.Image.Image:
        width, height = (max(1, round(factor * side)) for side in image.size)
        return image.resize((width, height), PIL.Image.Resampling.LANCZOS)

    return images_changed(samples, smaller)
