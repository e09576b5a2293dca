"""Samples from files, and to files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from plaudit.core import DataError, Sample, find, names
from plaudit.data import formats
from plaudit.data.files import Row, rows, write_rows
from plaudit.data.format import Format

GUESSED_BY = 10
"""Rows that are looked at to guess a format."""


def read(path: str | Path, format: str | None = None) -> Iterator[Sample]:  # noqa: A002 - the word users know
    """The samples of a .jsonl, .json, .csv or .parquet file, one at a time; .gz is unpacked.

    format: the name of a file of `plaudit.data.formats`; None: the one whose columns these are. Media are not opened;
    their relative paths start at the file's folder. Raises DataError for the first row that cannot be used, with file,
    line, field and remedy (`check` lists them all).
    """
    path = Path(path)
    return _samples(rows(path), choose(path, format), path.parent.absolute())


def write(samples: Iterable[Sample], path: str | Path, format: str = "plaudit") -> int:  # noqa: A002
    """Write samples to a .jsonl, .jsonl.gz or .parquet file and return how many there were.

    The file appears whole or not at all. Media are kept as they are held: paths as paths (relative where they are below
    the file's folder), bytes inside the file, decoded ones as PNG inside the file. Raises DataError that names what the
    format cannot hold.
    """
    path = Path(path)
    form: Format = find(formats, format)
    root, typed = path.parent.absolute(), path.suffix == ".parquet"
    return write_rows((form.write(sample, root, typed=typed) for sample in samples), path, form.schema)


def choose(path: Path, name: str | None) -> Format:
    """The format of this name, or the one that the first rows match. Raises DataError where none or several do."""
    if name is not None:
        chosen: Format = find(formats, name)
        return chosen
    known: dict[str, Format] = {name: find(formats, name) for name in names(formats)}
    first = [row for _, row in islice(rows(path), GUESSED_BY)]
    found = [name for name, form in known.items() if any(form.matches(row) for row in first if isinstance(row, dict))]
    if len(found) == 1:
        return known[found[0]]
    columns = ", ".join(sorted({key for row in first if isinstance(row, dict) for key in row}))
    what = f"it has the columns of several formats: {', '.join(found)}" if found else "its format is not known"
    needs = "; ".join(f"{name} needs {form.needs}" for name, form in known.items())
    if not columns:
        raise next((row for row in first if isinstance(row, DataError)), empty(path))
    raise DataError(f"{what} (columns: {columns})", where=str(path), remedy=f"Name its format: {needs}.")


def empty(path: Path) -> DataError:
    """What is wrong with a file without rows."""
    return DataError("it holds no rows", where=str(path), remedy="Write at least one, or name its format.")


def _samples(read: Iterator[tuple[str, Row | DataError]], form: Format, root: Path) -> Iterator[Sample]:
    for where, row in read:
        if isinstance(row, DataError):
            raise row
        yield form.read(row, where, root)
