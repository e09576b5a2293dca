"""What each kind of prompt file holds, and what is wrong with one that does not."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from plaudit.core import Json

UNPARSED = "unparsed"
"""The verdict of an example from which none is to be read."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a prompt file of one kind holds."""

    shows: frozenset[str]
    """Placeholders that it must have."""
    may_show: frozenset[str]
    needs: frozenset[str]
    """Keys of its front matter, beside `kind`."""
    may_have: frozenset[str]


KINDS = {
    "pairwise": Kind(
        frozenset({"prompt", "a", "b"}), frozenset({"reference", "criteria"}),
        frozenset({"verdict", "values", "examples"}), frozenset({"match", "system"}),
    ),
    "pointwise": Kind(
        frozenset({"prompt", "response"}), frozenset({"reference", "criteria"}),
        frozenset({"verdict", "scale", "examples"}), frozenset({"match", "system"}),
    ),
    "yes_token": Kind(
        frozenset({"prompt", "response"}), frozenset({"reference", "criterion"}),
        frozenset({"answers"}), frozenset({"system"}),
    ),
}  # fmt: skip


def faults(front: Mapping[str, Json], shows: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What is wrong with a prompt file of this front matter and these placeholders, each with what to do about it."""
    kind = KINDS.get(str(front.get("kind")))
    if kind is None:
        yield f"its kind is {front.get('kind')!r}", f"Write one of {', '.join(KINDS)}."
        return
    known = kind.needs | kind.may_have
    for key in sorted(kind.needs - front.keys()):
        yield f"its front matter lacks {key!r}", f"A {front['kind']} prompt needs {', '.join(sorted(kind.needs))}."
    for key in front.keys() - known - {"kind"}:
        yield f"its front matter has {key!r}", f"It may have {', '.join(sorted(known))}."
    allowed = "Its placeholders are " + ", ".join(f"{{{{{name}}}}}" for name in sorted(kind.shows | kind.may_show))
    for name in sorted(kind.shows - set(shows)):
        yield f"its text does not show {{{{{name}}}}}", allowed
    for name in shows:
        if name not in kind.shows | kind.may_show:
            yield f"its text shows {{{{{name}}}}}", allowed
        if shows.count(name) > 1:
            yield f"its text shows {{{{{name}}}}} {shows.count(name)} times", "Show it once, and refer to it in words."
    for key, check, remedy in _CHECKS:
        if key in front and not check(front[key]):
            yield f"its {key} cannot be {front[key]!r}", remedy


def number(text: str) -> float | None:
    """The finite number that a text is."""
    try:
        value = float(text)
    except (TypeError, ValueError):
        return None
    return value if math.isfinite(value) else None


def _is_pattern(pattern: Json) -> bool:
    try:
        return re.compile(pattern).groups > 0
    except (re.error, TypeError):
        return False


def _is_choice(values: Json) -> bool:
    if not isinstance(values, dict) or not all(isinstance(x, str) for item in values.items() for x in item):
        return False
    return {"A", "B"} <= set(values.values()) <= {"A", "B", "tie"}


def _is_scale(scale: Json) -> bool:
    numbers = isinstance(scale, list) and [type(x) in (int, float) for x in scale] == [True, True]
    return numbers and scale[0] < scale[1]


def _are_answers(answers: Json) -> bool:
    texts = isinstance(answers, list) and [isinstance(x, str) and bool(x) for x in answers] == [True, True]
    return texts and answers[0] != answers[1]


_CHECKS = (
    ("verdict", _is_pattern, "Write a regular expression whose first group is the verdict: 'Rating: ([0-9]+)'."),
    ("match", ("first", "last").__contains__, "Write first or last; without it, the last match counts."),
    ("values", _is_choice, "Write, in quotes, what stands for A, B and, where allowed, tie: {'1': A, '2': B}."),
    ("scale", _is_scale, "Write the least and the greatest rating: [1, 10]."),
    ("answers", _are_answers, "Write two different texts in quotes, the one for yes first."),
    ("system", lambda text: isinstance(text, str), "Write a text."),
    ("examples", lambda examples: isinstance(examples, dict) and bool(examples), "Write answers and their verdicts."),
)
