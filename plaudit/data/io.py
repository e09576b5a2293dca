"""Samples from files, and to files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from pathlib import Path

from plaudit.core import DataError, Sample, UsageError, find, names
from plaudit.data import formats
from plaudit.data.files import Row, rows, write_rows
from plaudit.data.format import Columns, Format, Writable

GUESSED_BY = 10
"""Rows that are looked at to guess a format."""


def read(path: str | Path, format: str | None = None) -> Iterator[Sample]:  # noqa: A002 - the word users know
    """The samples of a .jsonl, .json, .csv or .parquet file, one at a time; .gz is unpacked.

    format: the name of a file of `plaudit.data.formats`; None: the one whose columns these are. Media are not opened;
    their relative paths start at the file's folder. Raises DataError for the first row that cannot be used, with file,
    line, field and remedy (`check` lists them all).
    """
    path = Path(path)
    form = choose(path, format)
    return _samples(rows_for(form, path), form, path.parent.absolute())


def write(samples: Iterable[Sample], path: str | Path, format: str = "plaudit") -> int:  # noqa: A002
    """Write samples to a .jsonl, .jsonl.gz or .parquet file and return how many there were.

    The file appears whole or not at all. Media are kept as they are held: paths as paths (relative where they are below
    the file's folder), bytes inside the file, decoded ones as PNG inside the file. Raises DataError that names what the
    format cannot hold.
    """
    path = Path(path)
    form: Format = find(formats, format)
    if not isinstance(form, Writable):
        writable = [name for name in names(formats) if isinstance(find(formats, name), Writable)]
        raise UsageError(f"the format {format!r} is only read", remedy=f"Choose one of: {', '.join(writable)}.")
    root, typed = path.parent.absolute(), path.suffix == ".parquet"
    return write_rows((form.write(sample, root, typed=typed) for sample in samples), path, form.schema)


def rows_for(form: Format, path: Path) -> Iterator[tuple[str, Row | DataError]]:
    """The rows of a file, as its format reads them: one by one, or gathered, at the place of the first."""
    column = getattr(form, "gathers", None)
    return rows(path) if column is None else _gathered(rows(path), column)


def choose(path: Path, name: str | None) -> Format:
    """The format of this name, or the one that the first rows fit. Raises DataError where none or several do."""
    if name is not None:
        chosen: Format = find(formats, name)
        return chosen
    first = [row for _, row in islice(rows(path), GUESSED_BY)]
    given = [row for row in first if isinstance(row, dict)]
    if not any(given):
        raise next((row for row in first if isinstance(row, DataError)), empty(path))
    found = fitting(given)
    if len(found) == 1:
        guessed: Format = find(formats, found[0])
        return guessed
    columns = ", ".join(sorted({str(key) for row in given for key in row}))
    what = f"several formats fit it: {', '.join(found)}" if found else "its format is not known"
    near = "" if found else "".join(f" {name} {wants}." for name, wants in nearest(given))
    remedy = f"Name its format.{near} There are: {', '.join(names(formats))}."
    raise DataError(f"{what} (columns: {columns})", where=str(path), remedy=remedy)


def fitting(given: Sequence[Row]) -> list[str]:
    """The formats that one of these rows fits. One whose columns are all among another's gives way to it."""
    found: dict[str, frozenset[str]] = {}
    for name, columns in _all_columns():
        if any(not _lacking(row, columns) for row in given):
            found[name] = max(found.get(name, frozenset()), frozenset(columns), key=len)
    return [name for name, columns in found.items() if not any(columns < other for other in found.values())]


def nearest(given: Sequence[Row], most: int = 3) -> list[tuple[str, str]]:
    """Formats that one of these rows has a column of, nearest first, and in words what keeps the row from each."""
    far: dict[str, tuple[float, str]] = {}
    for name, columns in _all_columns():
        lacking = min((_lacking(row, columns) for row in given), key=len)
        if len(lacking) < len(columns):
            wants = f"also needs {' and '.join(lacking)}"
            far[name] = min(far.get(name, (2.0, "")), (len(lacking) / len(columns), wants))
    return [(name, wants) for name, (_, wants) in sorted(far.items(), key=lambda item: item[1])[:most]]


def _all_columns() -> Iterator[tuple[str, Columns]]:
    for name in names(formats):
        form: Format = find(formats, name)
        yield from ((name, columns) for columns in form.known_by)


def _lacking(row: Row, columns: Columns) -> list[str]:
    """The columns that the row has not, or in another shape."""
    return [name for name, shape in columns.items() if row.get(name) is None or not shape(row[name])]


def empty(path: Path) -> DataError:
    """What is wrong with a file without rows."""
    return DataError("it holds no rows", where=str(path), remedy="Write at least one, or name its format.")


def _gathered(stream: Iterator[tuple[str, Row | DataError]], column: str) -> Iterator[tuple[str, Row | DataError]]:
    """Rows that follow each other with one value in a column, as one; a row that has none stays alone."""

    def key(item: tuple[str, Row | DataError]) -> object:
        where, row = item
        value = None if isinstance(row, DataError) else row.get(column)
        return where if value is None else (value,)

    for _, items in groupby(stream, key):
        (where, first), *more = items
        yield where, first if isinstance(first, DataError) else {"rows": [first, *(row for _, row in more)]}


def _samples(read: Iterator[tuple[str, Row | DataError]], form: Format, root: Path) -> Iterator[Sample]:
    for where, row in read:
        if isinstance(row, DataError):
            raise row
        yield form.read(row, where, root)
