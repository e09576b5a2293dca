"""Preferences to train on: samples of two to four responses, ties, images and videos among them."""

from __future__ import annotations

from collections.abc import Container

import PIL.Image

from plaudit.core import Image, Label, Sample, Text, Video, answer, user

WORDS = ("red", "green", "blue", "square", "circle", "star", "left", "right", "yes", "no")


def preferences(
    count: int, *, images: Container[int] = (), videos: Container[int] = (), start: int = 0
) -> list[Sample]:
    """`count` samples with 2, 3 or 4 responses (1, 3 or 6 comparisons), of which those numbered so show an image or a
    video."""
    return [_preference(i, i in images, i in videos) for i in range(start, start + count)]


def _preference(i: int, image: bool, video: bool) -> Sample:
    n = 2 + i % 3
    responses = tuple(answer(" ".join(WORDS[(i + j * k) % 10] for k in range(2 + (i + j) % 4))) for j in range(n))
    values = tuple(float((i + j) % (n - (i % 5 == 0))) for j in range(n))
    question = Text(f"Is there a {WORDS[i % 6]} shape in picture {i}?")
    picture = Image(PIL.Image.new("RGB", (56, 56 + 28 * (i % 3)), (25 * (i % 10), 90, 200)))
    shown = (*((picture,) if image else ()), *((Video((picture, picture), fps=1.0),) if video else ()))
    return Sample(id=f"s{i}", prompt=(user(*shown, question),), responses=responses, labels=(Label(values=values),))
