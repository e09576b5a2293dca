"""The format of a file, and its first row as a Sample; or what keeps it from being read."""

from __future__ import annotations

import json as codec
from pathlib import Path
from typing import Any

from rich.markup import escape
from tyro.conf import Positional

from plaudit.cli.show import console, renaming, write_json

LONGEST = 300
"""Characters of a text that are shown."""


def guess(
    file: Positional[Path],
    *,
    format: str | None = None,  # noqa: A002 - the word users know
    columns: tuple[str, ...] = (),
    json: Path | None = None,
) -> None:
    """Names the format of a file and shows its first row as a Sample, or says what keeps it from that.

    Args:
        file: A .jsonl, .json, .csv, .tsv, .parquet, .arrow or .tar file, or a folder of them.
        format: Format to try; guessed where not given.
        columns: Columns that are renamed first, each as OLD=NEW.
        json: File to write the format's name and the sample to, all of it.
    """
    from plaudit.data import guess as format_of
    from plaudit.data import read
    from plaudit.data.io import empty
    from plaudit.data.portable import shown

    new_names = renaming(columns)
    name = format_of(file, new_names) if format is None else format
    console.print(f"format: [bold]{escape(name)}[/]")
    sample = next(read(file, name, columns=new_names), None)
    if sample is None:
        raise empty(file)
    encoded = shown(sample)
    console.print(escape(codec.dumps(_short(encoded), indent=1, ensure_ascii=False)), soft_wrap=True)
    write_json(json, {"format": name, "sample": encoded})


def _short(value: Any) -> Any:
    """The value with the beginning of each text."""
    if isinstance(value, dict):
        return {name: _short(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_short(inner) for inner in value]
    if isinstance(value, str) and len(value) > LONGEST:
        return f"{value[:LONGEST]}... ({len(value):,} characters)"
    return value
