"""The format of a file, and its first row as a Sample; or what keeps it from being read."""

from __future__ import annotations

import json as codec
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.markup import escape
from tyro.conf import Positional

from plaudit.cli.show import console, write_json

LONGEST = 300
"""Characters of a text that are shown."""


def guess(file: Positional[Path], *, format: str | None = None, json: Path | None = None) -> None:  # noqa: A002
    """Names the format of a file and shows its first row as a Sample, or says what keeps it from that.

    Args:
        file: A .jsonl, .json, .csv, .tsv, .parquet, .arrow or .tar file, or a folder of them.
        format: Format to try; guessed where not given.
        json: File to write the format's name and the sample to, all of it.
    """
    from plaudit.core.codec import encode
    from plaudit.data import guess as format_of
    from plaudit.data import read
    from plaudit.data.io import empty

    name = format_of(file) if format is None else format
    console.print(f"format: [bold]{escape(name)}[/]")
    sample = next(read(file, name), None)
    if sample is None:
        raise empty(file)
    shown = encode(replace(sample, extra={key: _plain(value) for key, value in sample.extra.items()}))
    console.print(escape(codec.dumps(_short(shown), indent=1, ensure_ascii=False)), soft_wrap=True)
    write_json(json, {"format": name, "sample": shown})


def _plain(value: Any) -> Any:
    """The value, or words for what has no JSON form."""
    try:
        codec.dumps(value, allow_nan=False)
    except (TypeError, ValueError):
        return repr(value)[:LONGEST]
    return value


def _short(value: Any) -> Any:
    """The value with the beginning of each text."""
    if isinstance(value, dict):
        return {name: _short(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_short(inner) for inner in value]
    if isinstance(value, str) and len(value) > LONGEST:
        return f"{value[:LONGEST]}... ({len(value):,} characters)"
    return value
