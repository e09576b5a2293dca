"""Rows that train a judge: what it was asked, what it said, and the media that it was shown."""

from __future__ import annotations

from typing import Any

from plaudit.core import Image, Part, Video
from plaudit.data.fields import Fields
from plaudit.data.shapes import objects


def last_said(value: Any) -> str | None:
    """A text, or the last of the turns `{"from": ..., "value": ...}`; None for anything else."""
    said = value[-1]["value"] if objects("from", "value")(value) else value
    return said if isinstance(said, str) else None


def judged(fields: Fields) -> tuple[str, str, str]:
    """The question, the verdict, and the column that holds the verdict."""
    if "conversations" not in fields and "problem" in fields:
        return fields.text("problem"), fields.text("solution"), "solution"
    *before, last = fields.each("conversations")
    asked = [turn.text("value") for turn in before if turn.text("from") == "human"]
    last.get("from")
    if not asked:
        raise fields.wrong("conversations", "nothing was asked", "Give a turn of the human, then the verdict.")
    return asked[-1], last.text("value"), "conversations"


def media_of(fields: Fields) -> tuple[Part, ...]:
    """The media of a row, of which each kind stands in the column of one or of many."""
    columns: dict[str, type[Part]] = {"image": Image, "images": Image, "video": Video, "videos": Video}
    return tuple(part for column, kind in columns.items() for part in fields.media(column, kind))
