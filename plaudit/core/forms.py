"""How text, numbers, choices, lists and tables are read from JSON and written to it. `core.codec` is the way in.

A value that does not fit raises `Wrong`, which learns its path on its way up.
"""

from __future__ import annotations

import difflib
import math
import reprlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import call, length_hint
from typing import Any, NamedTuple

from plaudit.core.content import Json
from plaudit.core.errors import DataError

Change = Callable[[Any], Any]


class Form(NamedTuple):
    """The two directions of one type. Both raise `Wrong`."""

    read: Change
    write: Change


class Wrong(Exception):
    """A value that does not fit."""

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what)
        self.what, self.remedy, self.path = what, remedy, ""

    def under(self, step: str) -> Wrong:
        """The same, seen from what holds it under the name `step`."""
        self.path = f"{step}{'.' if self.path and self.path[0] != '[' else ''}{self.path}"
        return self

    def error(self, where: str) -> DataError:
        """For a person; `where` says which file and line, or which sample."""
        return DataError(self.what, where=": ".join(filter(None, (where, self.path))), remedy=self.remedy)


def mismatch(expected: str, found: object, remedy: str) -> Wrong:
    """A value is of another type."""
    return Wrong(f"expected {expected}, found {reprlib.repr(found)}", remedy)


def nearest(name: object, known: Iterable[str]) -> str:
    """The remedy for a name that is none of `known`."""
    names = list(known)
    close = difflib.get_close_matches(str(name), names, n=1)
    return f"Did you mean {close[0]!r}?" if close else f"Choose one of: {', '.join(names)}."


def text(value: object) -> str:
    """A string of Unicode text, in both directions."""
    if type(value) is not str:
        raise mismatch("text", value, "Write a string, in quotes.")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise Wrong("half a surrogate pair is not text", "Replace it, for instance by U+FFFD.") from None
    return value


def number(value: object) -> float:
    """A finite number, in both directions; a whole one becomes a float."""
    if type(value) is float and math.isfinite(value):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise mismatch("a number", value, "Write a plain number, without quotes.")
    try:
        plain = float(value)
    except OverflowError:
        plain = math.inf
    if not math.isfinite(plain):
        raise Wrong("this number is not finite", "Leave it out, or say why there is none.")
    if plain != value:
        raise Wrong(f"{value} is too large to be kept exactly", "Use a smaller unit.")
    return plain


def whole(value: object) -> int:
    """A whole number, in both directions."""
    if type(value) is not int:
        raise mismatch("a whole number", value, "Write a plain whole number, without quotes.")
    return value


def flag(value: object) -> bool:
    """True or false, in both directions."""
    if type(value) is not bool:
        raise mismatch("true or false", value, "Write it without quotes.")
    return value


def choice(options: Sequence[str]) -> Change:
    """One of these strings, in both directions."""
    known = {option: option for option in options}

    def change(value: object) -> str:
        if type(value) is not str or value not in known:
            raise Wrong(f"{reprlib.repr(value)} is not possible here", nearest(value, known))
        return known[value]

    return change


def anything(value: Json) -> Json:
    """A copy of a JSON value, in both directions."""
    kind = type(value)
    if kind is str:
        return text(value)
    if value is None or kind is bool or kind is int:
        return value
    if kind is float:
        return number(value)
    if kind is list:
        return _anythings(value)
    if kind is dict:
        return _table_of_anything(value)
    raise mismatch("a JSON value", value, "Use None, bool, int, float, str, list and dict only.")


def optional(change: Change) -> Change:
    """None, or what `change` takes."""
    return lambda value: None if value is None else change(value)


def many(change: Change, source: type[Any], target: Callable[[Iterable[Any]], Any]) -> Change:
    """A list or tuple of any length: of type `source` before, made by `target`."""

    def changed(values: Any) -> Any:
        if type(values) is not source:
            raise mismatch(f"a {source.__name__}", values, f"Write a {source.__name__}, even of one.")
        rest = iter(values)
        try:
            return target(map(change, rest))
        except Wrong as wrong:
            raise wrong.under(f"[{len(values) - length_hint(rest) - 1}]") from None

    return changed


def row(changes: Sequence[Change], source: type[Any], target: Callable[[Iterable[Any]], Any]) -> Change:
    """A list or tuple of this many entries."""

    def changed(values: Any) -> Any:
        if type(values) is not source or len(values) != len(changes):
            raise mismatch(f"a {source.__name__} of {len(changes)}", values, "Write as many entries.")
        rest = iter(values)
        try:
            return target(map(call, changes, rest))
        except Wrong as wrong:
            raise wrong.under(f"[{len(values) - length_hint(rest) - 1}]") from None

    return changed


def table(change: Change) -> Change:
    """A table with string keys, in both directions."""

    def changed(values: Any) -> dict[str, Any]:
        if not isinstance(values, Mapping):
            raise mismatch("an object", values, "Write named values in braces.")
        key: object = ""
        try:
            return {text(key := name): change(value) for name, value in values.items()}
        except Wrong as wrong:
            raise wrong.under(str(key)) from None

    return changed


_anythings = many(anything, list, list)
_table_of_anything = table(anything)
