"""Images to RGB pixels."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any, BinaryIO

from plaudit.core import Image, MediaError, PlauditError
from plaudit.media.budget import DEFAULT, Budget
from plaudit.media.sources import looks_like, opened, place

if TYPE_CHECKING:
    import PIL.Image

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "PPM", "AVIF", "JPEG2000")
"""PIL's names of what is read. Not everything PIL knows: its EPS reader, for one, runs a program."""


def load_image(image: Image, budget: Budget = DEFAULT) -> PIL.Image.Image:
    """The pixels of an image, mode RGB, size (width, height).

    Its EXIF orientation is applied, transparency is laid on white, 16-bit grey is scaled to 8 bits; of an animation it
    is the first frame. Colour profiles are not applied. Raises MediaError, and decodes nothing over the budget.
    """
    where = place(image)
    with guarded(where):
        if is_decoded(image):
            pixels = as_pil(image.data, where)
            budget.check_pixels(*pixels.size, 1, where)
            return to_rgb(pixels, where)
        with opened(image, budget) as file:
            pixels = open_pil(file, where)
            budget.check_pixels(*pixels.size, 1, where)
            return to_rgb(pixels, where)


def is_decoded(image: Image) -> bool:
    """Whether it holds a PIL image or an array, not encoded content."""
    return hasattr(image.data, "getexif") or hasattr(image.data, "__array_interface__")


def as_pil(data: Any, where: str) -> PIL.Image.Image:
    """A PIL image as it is; an array of shape (H, W), (H, W, 1), (H, W, 3) or (H, W, 4), uint8, as a PIL image."""
    import PIL.Image

    if isinstance(data, PIL.Image.Image):
        return data
    shape, kind = tuple(data.shape), str(data.dtype)
    if kind != "uint8" or len(shape) not in (2, 3) or 0 in shape or (len(shape) == 3 and shape[2] not in (1, 3, 4)):
        raise MediaError(
            f"an array of shape {shape} and type {kind} is no image",
            where=where,
            remedy="Give height x width x 3 of type uint8.",
        )
    return PIL.Image.fromarray(data[:, :, 0] if shape[2:] == (1,) else data)


def open_pil(file: BinaryIO, where: str) -> PIL.Image.Image:
    """Read the header of an encoded image; the pixels stay undecoded.

    `PIL.Image.open` is not used because its own pixel limit is a setting of the whole process.
    """
    import PIL.Image

    PIL.Image.init()
    head = file.read(32)
    for name in FORMATS:
        factory, accept = PIL.Image.OPEN.get(name, (None, None))
        if factory and accept and accept(head) is True:
            file.seek(0)
            return factory(file, "")
    said = looks_like(head + file.read(1024))  # a drawing begins with a page of declarations
    raise MediaError(
        f"it is not an image of a kind that is read ({', '.join(FORMATS)}): {said}",
        where=where,
        remedy="An error page or a Git LFS pointer saved under an image's name is the usual cause: fetch it again.",
    )


def to_rgb(image: PIL.Image.Image, where: str) -> PIL.Image.Image:
    """Upright RGB pixels of any PIL image, which is left as it was."""
    import PIL.Image
    import PIL.ImageOps

    image.load()
    image = PIL.ImageOps.exif_transpose(image)
    if image.mode == "I" or image.mode.startswith("I;16"):
        image = _to_8_bits(image, where)
    if image.mode == "F":
        raise MediaError("float pixels have no stated white", where=where, remedy="Save it with 8 or 16 bits.")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        return PIL.Image.alpha_composite(PIL.Image.new("RGBA", image.size, "white"), image).convert("RGB")
    return image if image.mode == "RGB" else image.convert("RGB")


def _to_8_bits(image: PIL.Image.Image, where: str) -> PIL.Image.Image:
    """0..65535 to 0..255, rounded; white where it is transparent. PIL's own conversion clips all above 255 to white."""
    import numpy as np
    import PIL.Image

    grey_HW = np.asarray(image).astype(np.int64)
    if grey_HW.min() < 0 or grey_HW.max() > 65535:
        raise MediaError("32-bit pixels have no stated white", where=where, remedy="Save it with 8 or 16 bits.")
    if (clear := image.info.get("transparency")) is not None:  # the one level that a PNG may name
        grey_HW[grey_HW == clear] = 65535
    return PIL.Image.fromarray(((grey_HW + 128) // 257).astype(np.uint8))


class _Hush:
    """PIL's warnings are ignored while any thread is inside: Python's filters belong to the whole process."""

    def __init__(self) -> None:
        self._lock, self._inside = Lock(), 0

    def __enter__(self) -> None:
        with self._lock:
            self._inside += 1
            if self._inside == 1:
                self._filters = warnings.catch_warnings()
                self._filters.__enter__()
                warnings.filterwarnings("ignore", module=r"PIL\.")

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1
            if self._inside == 0:
                self._filters.__exit__(None, None, None)


_HUSH = _Hush()


@contextmanager
def guarded(where: str) -> Iterator[None]:
    """Whatever a decoder raises becomes a MediaError, and PIL's remarks on broken metadata stay unsaid.

    Decoders raise almost every built-in error for a damaged file, hence the wide net.
    """
    try:
        with _HUSH:
            yield
    except PlauditError:
        raise
    except Exception as error:
        if type(error) is MemoryError:  # this machine's; FFmpeg has one of its own for sizes that no file has
            raise
        said = f"it cannot be decoded: {error or type(error).__name__}"
        raise MediaError(said, where=where, remedy="It is damaged: fetch it again.") from error
