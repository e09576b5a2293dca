"""Several files as one."""

from __future__ import annotations

from pathlib import Path

from tyro.conf import Positional

from plaudit.cli.show import console, write_json
from plaudit.core import UsageError


def merge(
    files: Positional[tuple[Path, ...]],
    *,
    out: Path,
    prefix: bool = False,
    format: str | None = None,  # noqa: A002 - the word users know
    to: str = "plaudit",
    json: Path | None = None,
) -> None:
    """Writes the samples of each file after those of the file before it. An id that comes twice is an error.

    Args:
        files: The files, each in its own format.
        out: File to write to.
        prefix: Put each file's name, without its ending, before its ids and groups.
        format: Format of all of them; guessed for each where not given.
        to: Format of what is written.
        json: File to write the count to.
    """
    from plaudit.data import merge as merged
    from plaudit.data import read, write

    names = [path.name.partition(".")[0] if prefix else str(path) for path in files]
    if not files or len(set(names)) < len(names):
        remedy = "Give different files, with --prefix of different names."
        raise UsageError(f"nothing to merge, or twice the same: {', '.join(names) or 'no files'}", remedy=remedy)
    sets = {name: read(path, format) for name, path in zip(names, files, strict=True)}
    count = write(merged(sets, prefix=prefix), out, to)
    console.print(f"{count:,} samples: {out}", soft_wrap=True)
    write_json(json, {"samples": count})
