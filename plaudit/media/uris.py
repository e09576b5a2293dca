"""Media that travel: to data URIs before they are sent, to plain bytes once they have come."""

from __future__ import annotations

import base64
import io
from dataclasses import replace

from plaudit.core import Audio, Image, Part, Text, Video
from plaudit.media.budget import DEFAULT, Budget
from plaudit.media.images import guarded, is_decoded, load_image, open_pil
from plaudit.media.sources import opened, place
from plaudit.media.stacks import frames_of

_TYPES: dict[type[Part], str] = {Video: "video/mp4", Audio: "audio/wav"}
"""What a clip is said to be; who reads it looks at the content."""


def portable(part: Part, budget: Budget = DEFAULT) -> Part:
    """The same part with its medium as a data URI; of a video given as frames, each frame so.

    Encoded content stays as it is, bit by bit; a decoded image becomes PNG, which loses nothing. Raises MediaError
    where the content cannot be had, for an image that is none, and for a URL unless the budget allows it.
    """
    if isinstance(part, Text):
        return part
    if isinstance(part, Video) and (frames := frames_of(part)) is not None:
        return replace(part, data=tuple(portable(frame, budget) for frame in frames))
    kind, content = _picture(part, budget) if isinstance(part, Image) else (_TYPES[type(part)], _bytes(part, budget))
    return replace(part, data=f"data:{kind};base64,{base64.b64encode(content).decode()}")


def unpacked(part: Part, budget: Budget = DEFAULT) -> Part:
    """The same part with its medium as bytes, wherever they were. Raises MediaError as `portable` does.

    It does not look into the content.
    """
    if isinstance(part, Text):
        return part
    if isinstance(part.data, tuple):
        return replace(part, data=tuple(unpacked(frame, budget) for frame in part.data))
    return replace(part, data=_bytes(part, budget))


def _bytes(part: Image | Video | Audio, budget: Budget) -> bytes:
    with opened(part, budget) as file:
        return file.read()


def _picture(image: Image, budget: Budget) -> tuple[str, bytes]:
    import PIL.Image

    where = place(image)
    with guarded(where):
        if is_decoded(image):
            encoded = io.BytesIO()
            load_image(image, budget).save(encoded, "PNG")
            return "image/png", encoded.getvalue()
        content = _bytes(image, budget)
        header = open_pil(io.BytesIO(content), where)
        return PIL.Image.MIME[str(header.format)], content
