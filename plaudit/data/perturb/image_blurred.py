"""The same images, so blurred that little but colour is left."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import ImageFilter

from plaudit.core import Sample
from plaudit.data.perturb._images import images_changed


def image_blurred(samples: Sequence[Sample], seed: int = 0, *, share: float = 0.25) -> list[Sample]:
    """Samples that show an image in their prompt, with a Gaussian blur; nothing is random.

    share: standard deviation of the blur, of the image's longer side. Raises `DataError` for no image.
    """
    return images_changed(samples, lambda s, image: image.filter(ImageFilter.GaussianBlur(share * max(image.size))))
