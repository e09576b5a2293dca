"""Small samples that several tests share."""

from __future__ import annotations

from io import BytesIO

from PIL import Image as Pixels

from plaudit.core import Image, Part, Sample, answer, prefer, user


def png(colour: str, size: int = 8) -> bytes:
    """A plain square, encoded."""
    buffer = BytesIO()
    Pixels.new("RGB", (size, size), colour).save(buffer, "PNG")
    return buffer.getvalue()


def pair(name: str, better: str, worse: str, *tags: str, group: str | None = None, image: str | None = None) -> Sample:
    """Two answers of which the first is preferred; image: a colour to show."""
    parts: list[Part | str] = [f"What about {name}?"] if image is None else [Image(png(image)), f"What about {name}?"]
    return Sample(
        id=name,
        prompt=(user(*parts),),
        responses=(answer(better), answer(worse)),
        labels=(prefer(0, 1),),
        group=group,
        tags=tags,
    )
