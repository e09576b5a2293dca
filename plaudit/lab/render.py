"""Scenes to pixels."""

from __future__ import annotations

import io
import math

from PIL import Image as PillowImage
from PIL import ImageDraw

from plaudit.core import Image
from plaudit.lab.scenes import GRID, Scene, Thing

CELL = 28
"""Side of a cell in pixels: one image token of plaudit-tiny."""
PAPER = (236, 236, 232)
INK = (20, 20, 20)
PAINT = {
    "red": (228, 72, 60),
    "green": (72, 172, 92),
    "blue": (84, 132, 232),
    "yellow": (240, 204, 64),
    "purple": (176, 104, 212),
}
RADIUS = {"large": 12.5, "small": 8.0}
GLYPHS = {
    "0": "01110 10001 10011 10101 11001 10001 01110",
    "1": "00100 01100 00100 00100 00100 00100 01110",
    "2": "01110 10001 00001 00110 01000 10000 11111",
    "3": "11110 00001 00001 01110 00001 00001 11110",
    "4": "00010 00110 01010 10010 11111 00010 00010",
    "5": "11111 10000 11110 00001 00001 10001 01110",
    "6": "00110 01000 10000 11110 10001 10001 01110",
    "7": "11111 00001 00010 00100 01000 01000 01000",
    "8": "01110 10001 10001 01110 10001 10001 01110",
    "9": "01110 10001 10001 01111 00001 00010 01100",
}
"""5 x 7 dots, row by row."""


def draw(scene: Scene) -> PillowImage.Image:
    """The scene as an RGB picture of 84 x 84 pixels."""
    picture = PillowImage.new("RGB", (GRID * CELL, GRID * CELL), PAPER)
    pen = ImageDraw.Draw(picture)
    for thing in scene.things:
        x, y = (thing.column + 0.5) * CELL, (thing.row + 0.5) * CELL
        _shape(pen, thing, x, y)
        if thing.digit:
            _digit(pen, thing.digit, round(x), round(y))
    return picture


def picture(scene: Scene) -> Image:
    """The scene as an `Image` of PNG bytes."""
    buffer = io.BytesIO()
    draw(scene).save(buffer, "PNG")
    return Image(buffer.getvalue())


def _shape(pen: ImageDraw.ImageDraw, thing: Thing, x: float, y: float) -> None:
    r, fill = RADIUS[thing.size], PAINT[thing.look.color]
    if thing.look.shape == "circle":
        pen.ellipse((x - r, y - r, x + r, y + r), fill=fill)
    elif thing.look.shape == "cross":
        arm = r * 0.5
        pen.rectangle((x - r, y - arm, x + r, y + arm), fill=fill)
        pen.rectangle((x - arm, y - r, x + arm, y + r), fill=fill)
    else:
        pen.polygon([(x + r * dx, y + r * dy) for dx, dy in _OUTLINES[thing.look.shape]], fill=fill)


def _star() -> list[tuple[float, float]]:
    reach = [1.0, 0.5] * 5
    return [(k * math.sin(i * math.pi / 5), -k * math.cos(i * math.pi / 5)) for i, k in enumerate(reach)]


_OUTLINES = {
    "square": [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
    "triangle": [(0.0, -1.0), (1.0, 0.9), (-1.0, 0.9)],
    "star": _star(),
}


def _digit(pen: ImageDraw.ImageDraw, digit: str, x: int, y: int) -> None:
    dots = [(c, r) for r, row in enumerate(GLYPHS[digit].split()) for c, dot in enumerate(row) if dot == "1"]
    pen.rectangle((x - 4, y - 5, x + 3, y + 4), fill=PAPER)
    pen.point([(x - 3 + c, y - 4 + r) for c, r in dots], fill=INK)
