"""What a file holds, in numbers: samples, groups, labels, media, sources, lengths."""

from __future__ import annotations

from pathlib import Path

from rich.markup import escape
from tyro.conf import Positional

from plaudit.cli.show import console, spreads_table, write_json


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
    for name, value in figures.items():
        if name != "spreads":
            counts = value if isinstance(value, int) else ", ".join(f"{key} {n:,}" for key, n in value.items())
            console.print(f"[bold]{name}:[/] {escape(str(counts))}", soft_wrap=True)
    console.print(spreads_table(figures["spreads"]))
    write_json(json, figures)
