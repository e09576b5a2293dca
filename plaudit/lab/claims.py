"""What can be said of a scene: claims with a sentence, a truth value and the question they answer.

Every sentence can be read back (`read`), so the gold score of any text, a model's own included, is known.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from plaudit.lab.scenes import COLORS, DIGITS, PLACES, SHAPES, SIZES, Look, Scene, Thing

KINDS = ("existence", "attribute", "relation", "count", "digit")
"""The kinds of claim, and so of fault."""
NUMBERS = ("no", "one", "two", "three", "four", "five")
BESIDE: dict[str, Callable[[Thing, Thing], bool]] = {
    "left of": lambda a, b: a.column < b.column,
    "right of": lambda a, b: a.column > b.column,
    "above": lambda a, b: a.row < b.row,
    "below": lambda a, b: a.row > b.row,
}


class Claim(Protocol):
    """One sentence about a scene."""

    @property
    def kind(self) -> str:
        """One of `KINDS`."""
        ...

    @property
    def question(self) -> str:
        """A question that it answers, and that does not give it away."""
        ...

    def holds(self, scene: Scene) -> bool:
        """Whether it is true."""
        ...


@dataclass(frozen=True, slots=True)
class Exists:
    """There is such an object."""

    look: Look
    kind = "existence"
    question = "What is one object in the image?"

    def __str__(self) -> str:
        return f"There is a {self.look}."

    def holds(self, scene: Scene) -> bool:
        """Whether it is true."""
        return scene.find(self.look) is not None


@dataclass(frozen=True, slots=True)
class HasColor:
    """The object in a cell has a colour."""

    shape: str
    cell: int
    color: str
    kind = "attribute"

    @property
    def question(self) -> str:
        """Asks for the colour."""
        return f"What color is the {self.shape} in the {PLACES[self.cell]}?"

    def __str__(self) -> str:
        return f"The {self.shape} in the {PLACES[self.cell]} is {self.color}."

    def holds(self, scene: Scene) -> bool:
        """Whether it is true."""
        thing = scene.at(self.cell)
        return thing is not None and thing.look == Look(self.color, self.shape)


@dataclass(frozen=True, slots=True)
class HasSize:
    """An object is large or small."""

    look: Look
    size: str
    kind = "attribute"

    @property
    def question(self) -> str:
        """Asks for the size."""
        return f"What size is the {self.look}?"

    def __str__(self) -> str:
        return f"The {self.look} is {self.size}."

    def holds(self, scene: Scene) -> bool:
        """Whether it is true."""
        thing = scene.find(self.look)
        return thing is not None and thing.size == self.size


@dataclass(frozen=True, slots=True)
class Relates:
    """One object lies to some side of another."""

    look: Look
    side: str
    """A key of `BESIDE`."""
    other: Look
    kind = "relation"

    @property
    def question(self) -> str:
        """Asks for the side."""
        return f"Where is the {self.look} relative to the {self.other}?"

    def __str__(self) -> str:
        return f"The {self.look} is {self.side} the {self.other}."

    def holds(self, scene: Scene) -> bool:
        """Whether it is true."""
        a, b = scene.find(self.look), scene.find(self.other)
        return a is not None and b is not None and BESIDE[self.side](a, b)


@dataclass(frozen=True, slots=True)
class Counts:
    """So many objects share a colour or a shape."""

    number: int
    what: str
    """A colour or a shape."""
    kind = "count"

    @property
    def noun(self) -> str:
        """`circles`, `red objects`; singular for one."""
        plural = "" if self.number == 1 else "es" if self.what == "cross" else "s"
        return self.what + plural if self.what in SHAPES else f"{self.what} object{plural}"

    @property
    def question(self) -> str:
        """Asks for the number."""
        return f"How many {Counts(2, self.what).noun} are there?"

    def __str__(self) -> str:
        return f"There {'is' if self.number == 1 else 'are'} {NUMBERS[self.number]} {self.noun}."

    def holds(self, scene: Scene) -> bool:
        """Whether it is true."""
        return sum(self.what in t.look for t in scene.things) == self.number


@dataclass(frozen=True, slots=True)
class Shows:
    """An object carries a digit."""

    look: Look
    digit: str
    kind = "digit"

    @property
    def question(self) -> str:
        """Asks for the digit."""
        return f"Which digit does the {self.look} show?"

    def __str__(self) -> str:
        return f"The {self.look} shows a {self.digit}."

    def holds(self, scene: Scene) -> bool:
        """Whether it is true."""
        thing = scene.find(self.look)
        return thing is not None and thing.digit == self.digit


def read(sentence: str) -> Claim | None:
    """The claim that a sentence makes; None where it makes none that the lab knows."""
    text = " ".join(sentence.lower().split()).rstrip(".! ")
    for pattern, build in _GRAMMAR:
        if match := pattern.fullmatch(text):
            return build(match)
    return None


def sentences(text: str) -> list[str]:
    """A text cut into sentences, each with its stop."""
    return [s.strip() for s in re.findall(r"[^.!?]+[.!?]*", text) if s.strip()]


def _any(words: tuple[str, ...], name: str) -> str:
    return f"(?P<{name}>{'|'.join(words)})"


def _look(prefix: str = "") -> str:
    return f"{_any(COLORS, prefix + 'color')} {_any(SHAPES, prefix + 'shape')}"


def _seen(match: re.Match[str], prefix: str = "") -> Look:
    return Look(match[prefix + "color"], match[prefix + "shape"])


def _counted(match: re.Match[str]) -> Claim:
    return Counts(NUMBERS.index(match["number"]), match["shape"] or match["color"])


_COUNTED = f"(?:{_any(SHAPES, 'shape')}(?:e?s)?|{_any(COLORS, 'color')} objects?)"
_GRAMMAR: list[tuple[re.Pattern[str], Callable[[re.Match[str]], Claim]]] = [
    (re.compile(f"there is a {_look()}"), lambda m: Exists(_seen(m))),
    (
        re.compile(f"the {_any(SHAPES, 'shape')} in the {_any(PLACES, 'place')} is {_any(COLORS, 'color')}"),
        lambda m: HasColor(m["shape"], PLACES.index(m["place"]), m["color"]),
    ),
    (re.compile(f"the {_look()} is {_any(SIZES, 'size')}"), lambda m: HasSize(_seen(m), m["size"])),
    (
        re.compile(f"the {_look()} is {_any(tuple(BESIDE), 'side')} the {_look('other_')}"),
        lambda m: Relates(_seen(m), m["side"], _seen(m, "other_")),
    ),
    (re.compile(f"there (?:is|are) {_any(NUMBERS, 'number')} {_COUNTED}"), _counted),
    (re.compile(f"the {_look()} shows an? {_any(DIGITS, 'digit')}"), lambda m: Shows(_seen(m), m["digit"])),
]
