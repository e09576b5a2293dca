"""Samples and verdicts as JSON, one object a line, and any other dataclass of core likewise.

The form is the fields of the type under their own names. A field at its default is left out, and may be left out.
Three things are not plain fields:

- Content, scores and failures say what they are under `type`: `{"type": "text", "text": "Hi"}`,
  `{"type": "score", "value": 0.5}`, `{"type": "unscored", "why": "media"}`.
- A medium stands under `path`, `url` (data URIs too), `bytes` (base64) or, for a film, `frames` (a list of images).
  What is already decoded has no JSON form.
- `Label.of` is left out where it names all responses in order.

Unknown fields, wrong types and numbers that are not finite are errors, in both directions. What is read back equals
what was written.
"""

from __future__ import annotations

import json
from typing import Any, TypeVar

from plaudit.core.content import Json
from plaudit.core.errors import DataError
from plaudit.core.forms import Wrong
from plaudit.core.records import form

T = TypeVar("T")

_decoder = json.JSONDecoder()
_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_LINE_ENDS = {ord(end): f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"}
"""What JSON may hold unescaped, but some readers take for the end of a line."""

_DEEP = Wrong("nested too deeply", "Flatten what is in `extra`.")


def encode(value: Any) -> dict[str, Json]:
    """The JSON object of a Sample, a Verdict or another dataclass of core.

    Raises `DataError`, which names the field, for decoded media and for whatever else has no JSON form.
    """
    try:
        written: dict[str, Json] = form(type(value)).write(value)
    except Wrong as wrong:
        raise wrong.error(_name(value)) from None
    except RecursionError:
        raise _DEEP.error(_name(value)) from None
    return written


def decode(cls: type[T], json: Json, where: str = "") -> T:
    """The `cls` that a JSON object describes.

    where: file and line, for messages. Raises `DataError`, which names the field and says what to do.
    """
    try:
        value: T = form(cls).read(json)
    except Wrong as wrong:
        raise wrong.error(where) from None
    except RecursionError:
        raise _DEEP.error(where) from None
    return value


def dumps(value: Any) -> str:
    """`encode` as one line of text, without its end. Raises as `encode` does."""
    plain = encode(value)
    try:
        line = _encoder.encode(plain)
    except (ValueError, RecursionError) as error:  # a whole number of thousands of digits; deep nesting
        raise DataError(f"cannot be written: {error}", where=_name(value), remedy="Shorten its `extra`.") from None
    return line if line.isascii() else line.translate(_LINE_ENDS)


def loads(cls: type[T], line: str, where: str = "") -> T:
    """`decode` of one line of text. Raises `DataError`, also for a line that is not JSON."""
    try:
        value = _decoder.decode(line)
    except (ValueError, RecursionError) as error:
        what = f"{error.msg} at column {error.colno}" if isinstance(error, json.JSONDecodeError) else str(error)
        raise DataError(f"not JSON: {what}", where=where, remedy="Write one JSON object to a line.") from None
    return decode(cls, value, where)


def _name(value: object) -> str:
    """A sample and a verdict by id, anything else by type."""
    name = getattr(value, "id", getattr(value, "sample_id", None))
    return type(value).__name__ if name is None else f"{type(value).__name__} {name!r}"
