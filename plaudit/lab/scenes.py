"""Scenes: coloured shapes on a 3 x 3 grid, each large or small, some with a digit on them.

No two objects of a scene have both colour and shape in common, so "the red circle" names at most one object.
"""

from __future__ import annotations

import hashlib
import json
import random
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal, NamedTuple

from plaudit.core import DataError, Json

GRID = 3
COLORS = ("red", "green", "blue", "yellow", "purple")
SHAPES = ("circle", "square", "triangle", "cross", "star")
SIZES = ("small", "large")
DIGITS = tuple("0123456789")
PLACES = (
    "top left", "top middle", "top right",
    "middle left", "center", "middle right",
    "bottom left", "bottom middle", "bottom right",
)  # fmt: skip
"""The cells' names, in reading order."""

Split = Literal["pretrain", "train", "test"]


class Look(NamedTuple):
    """What makes an object unique in its scene."""

    color: str
    shape: str

    def __str__(self) -> str:
        return f"{self.color} {self.shape}"


LOOKS = tuple(Look(color, shape) for color in COLORS for shape in SHAPES)


@dataclass(frozen=True, slots=True)
class Thing:
    """One object."""

    look: Look
    cell: int
    """0 to 8, in reading order."""
    size: str = "large"
    digit: str = ""
    """The digit on it; "": none."""

    @property
    def row(self) -> int:
        """0 at the top."""
        return self.cell // GRID

    @property
    def column(self) -> int:
        """0 at the left."""
        return self.cell % GRID

    def __str__(self) -> str:
        return f"{self.size} {self.look}{' ' + self.digit if self.digit else ''}"


@dataclass(frozen=True, slots=True)
class Scene:
    """Objects in distinct cells, with distinct looks."""

    things: tuple[Thing, ...]

    def __post_init__(self) -> None:
        if len({t.cell for t in self.things}) < len(self.things) or len({t.look for t in self.things}) < len(
            self.things
        ):
            raise ValueError(f"two objects share a cell or a look: {[str(t) for t in self.things]}")

    def find(self, look: Look) -> Thing | None:
        """The object of that look."""
        return next((t for t in self.things if t.look == look), None)

    def at(self, cell: int) -> Thing | None:
        """The object in that cell."""
        return next((t for t in self.things if t.cell == cell), None)

    def description(self) -> str:
        """Every cell in reading order: `large red circle 7. nothing. small blue star. ...`"""
        return " ".join(f"{self.at(cell) or 'nothing'}." for cell in range(GRID * GRID))

    def to_json(self) -> list[Json]:
        """One list per object, by cell: [color, shape, cell, size, digit]."""
        return [[*t.look, t.cell, t.size, t.digit] for t in sorted(self.things, key=lambda t: t.cell)]

    @classmethod
    def from_json(cls, rows: Json) -> Scene:
        """The inverse of `to_json`. Raises `DataError` for anything that it does not write."""
        with suppress(TypeError, ValueError):  # not five items, unhashable items, two objects in one cell
            things = tuple(Thing(Look(color, shape), cell, size, digit) for color, shape, cell, size, digit in rows)
            if isinstance(rows, list) and all(map(_possible, things)):
                return cls(things)
        remedy = "Write what Scene.to_json gives: [color, shape, cell, size, digit] for each object."
        raise DataError(f"{str(rows)[:80]} is not a scene", where="extra.scene", remedy=remedy)

    @property
    def split(self) -> Split:
        """Which data the scene may be used for, by a hash of it: 80 % pretrain, 10 % train, 10 % test."""
        part = hashlib.sha256(json.dumps(self.to_json()).encode()).digest()[0] / 256
        return "pretrain" if part < 0.8 else "train" if part < 0.9 else "test"


def _possible(thing: Thing) -> bool:
    known = thing.look in LOOKS and thing.size in SIZES and thing.digit in ("", *DIGITS)
    return known and thing.cell in range(GRID * GRID)


def random_thing(rng: random.Random, look: Look, cell: int, *, size: str = "", digit: str | None = None) -> Thing:
    """An object; size and digit are drawn where not given (half of all objects carry a digit)."""
    drawn = rng.choice(DIGITS) if rng.random() < 0.5 else ""
    return Thing(look, cell, size or rng.choice(SIZES), drawn if digit is None else digit)
