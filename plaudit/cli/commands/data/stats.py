"""What a file holds, in numbers: samples, groups, labels, media, sources, lengths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from rich.markup import escape
from tyro.conf import Positional

from plaudit.cli.show import console, write_json
from plaudit.core import Json


def stats(
    file: Positional[Path],
    *,
    format: str | None = None,  # noqa: A002 - the word users know
    json: Path | None = None,
) -> None:
    """Counts what is there, reading the file once. Media are not opened: see plaudit data check.

    Args:
        file: The samples.
        format: Format of the file; guessed where not given.
        json: File to write the figures to.
    """
    from plaudit.data import read
    from plaudit.data import stats as counted

    figures = counted(read(file, format)).to_json()
    for line in _lines(figures):
        console.print(line, soft_wrap=True)
    write_json(json, figures)


def _lines(figures: Mapping[str, Json]) -> Iterator[str]:
    for name, value in figures.items():
        if not isinstance(value, Mapping):
            yield f"[bold]{name}:[/] {value:,}"
        elif name == "spreads":
            for kind, spread in value.items():
                yield f"[bold]{kind}:[/] {', '.join(f'{key} {number:,.6g}' for key, number in spread.items())}"
        else:
            yield f"[bold]{name}:[/] {', '.join(f'{escape(key)} {number:,}' for key, number in value.items())}"
