"""Rows of JSONL, JSON, CSV and parquet files, as a stream, and back.

A row is a dict. Its place is "file:line", or "file:row n" (from 1) where a file has no lines. A file that ends in .gz
is unpacked on the way. All but .json is read in constant memory: one row, or one batch of a parquet file, at a time.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import secrets
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from itertools import chain, islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from plaudit.core import DataError, UsageError

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, Any]
BATCH = 16
"""Rows of a parquet file that are read, or put into columns, at once."""
GROUP, GROUP_BYTES = 1024, 8 << 20
"""Rows and bytes that are collected before they are written to a parquet file as one group."""
LINE_ENDS = {ord(end): f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"}
"""What JSON may hold unescaped, but some readers take for the end of a line."""


def rows(path: Path) -> Iterator[tuple[str, Row | DataError]]:
    """The place of each row, and the row; or what is wrong with it, so that a bad row does not hide the next.

    Raises DataError where there is no such file, UsageError where its kind is not read.
    """
    if path.is_dir():
        raise DataError("it is a folder, not a file", where=str(path), remedy="Name the file inside it.")
    if not path.exists():
        raise DataError("there is no such file", where=str(path), remedy="Check the path.")
    return _to_the_end(_of_kind(path, READERS)(path), path)


def write_rows(rows: Iterable[Row], path: Path, schema: Callable[[Row], pa.Schema]) -> int:
    """Write a file of the kind that its name says and return the number of rows.

    schema: the parquet columns, by the first row. The file appears under its name only when it is whole.
    """
    writer = _of_kind(path, WRITERS)
    with replacing(path) as file:
        count: int = writer(rows, file, path, schema)
    return count


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes its place, in one step and on the disk, when all went well; a failure leaves the old one.

    Folders that are missing are made. Raises DataError where the disk does not take it.
    A process that is killed leaves `.<name>.<random>.part` beside it, which may be deleted.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        what = f"it cannot be written: {error.strerror or error}"
        raise DataError(what, where=str(path), remedy="Make room, or choose another place.") from error
    finally:
        with suppress(OSError):
            part.unlink()


def _of_kind(path: Path, kinds: dict[str, Any]) -> Any:
    suffix = path.with_suffix("").suffix if path.suffix == ".gz" else path.suffix
    if suffix not in kinds or (path.suffix == ".gz" and suffix == ".parquet"):
        verb = "written" if kinds is WRITERS else "read"
        raise UsageError(
            f"files named *{''.join(path.suffixes[-2:])} are not {verb}",
            where=str(path),
            remedy=f"Name it one of: {', '.join(kinds)}; and .gz after it, but for parquet.",
        )
    return kinds[suffix]


def _to_the_end(rows: Iterator[tuple[str, Row | DataError]], path: Path) -> Iterator[tuple[str, Row | DataError]]:
    """A file that breaks off is one more bad row, its last."""
    where = str(path)
    try:
        for where, row in rows:
            yield where, row
    except (OSError, EOFError, ValueError, zlib.error, csv.Error) as error:
        last = "" if where == str(path) else f" after {where}"
        yield (
            str(path),
            DataError(
                f"it cannot be read{last}: {error}",
                where=str(path),
                remedy="It is damaged or of another kind: make it again.",
            ),
        )


@contextmanager
def _unpacked(path: Path) -> Iterator[IO[bytes] | gzip.GzipFile]:
    with path.open("rb") as file:
        if path.suffix != ".gz":
            yield file
            return
        with gzip.open(file) as inner:
            yield inner


def _read_jsonl(path: Path) -> Iterator[tuple[str, Row | DataError]]:
    with _unpacked(path) as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                where = f"{path}:{number}"
                yield where, _json_row(line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line, where)


def _json_row(line: bytes, where: str) -> Row | DataError:
    try:
        return _object(json.loads(line.decode()), where)
    except (ValueError, RecursionError) as error:
        return DataError(f"not JSON: {error}", where=where, remedy="Write one JSON object to a line.")


def _object(value: Any, where: str) -> Row | DataError:
    if isinstance(value, dict):
        return value
    return DataError(f"expected an object, found {type(value).__name__}", where=where, remedy="Name its values: {...}.")


def _read_json(path: Path) -> Iterator[tuple[str, Row | DataError]]:
    with _unpacked(path) as file:
        values = json.load(file)
    if not isinstance(values, list):
        raise ValueError("expected a list of objects")
    for number, value in enumerate(values, 1):
        where = f"{path}:row {number}"
        yield where, _object(value, where)


def _read_csv(path: Path) -> Iterator[tuple[str, Row | DataError]]:
    with _unpacked(path) as file, io.TextIOWrapper(file, "utf-8-sig", newline="") as text:
        table = csv.reader(text, strict=True)
        names = next(table, [])
        if len(set(names)) < len(names):
            raise ValueError(f"two columns have the same name: {', '.join(names)}")
        for record in table:
            where = f"{path}:{table.line_num}"
            if len(record) == len(names):
                yield where, dict(zip(names, record, strict=True))
            elif record:
                what = f"{len(record)} fields for {len(names)} columns"
                yield where, DataError(what, where=where, remedy="Put text with commas or quotes in double quotes.")


def _read_parquet(path: Path) -> Iterator[tuple[str, Row | DataError]]:
    import pyarrow.parquet as pq

    with pq.ParquetFile(path, pre_buffer=False, buffer_size=1 << 20) as file:
        groups = range(file.num_row_groups)  # one by one: a batch over several would hold more bytes than a group
        batches = (batch for group in groups for batch in file.iter_batches(BATCH, row_groups=[group]))
        for number, row in enumerate((row for batch in batches for row in batch.to_pylist()), 1):
            yield f"{path}:row {number}", row


def _write_jsonl(rows: Iterable[Row], file: IO[bytes], path: Path, schema: Callable[[Row], pa.Schema]) -> int:
    count = 0
    packed = gzip.GzipFile("", "wb", fileobj=file, mtime=0) if path.suffix == ".gz" else nullcontext(file)
    with packed as out:
        for count, row in enumerate(rows, 1):
            try:
                line = json.dumps(row, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
                out.write(line.translate(LINE_ENDS).encode() + b"\n")
            except (TypeError, ValueError, RecursionError) as error:
                raise DataError(f"no JSON form: {error}", where=f"{path}:{count}", remedy="Write .parquet.") from error
    return count


def _write_parquet(rows: Iterable[Row], file: IO[bytes], path: Path, schema: Callable[[Row], pa.Schema]) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = iter(rows)
    first = next(rows, {})
    columns = schema(first)
    rows = chain([first] if first else [], rows)
    waiting: list[pa.RecordBatch] = []
    count = held = size = 0
    with pq.ParquetWriter(file, columns) as writer:
        while some := list(islice(rows, BATCH)):
            waiting.append(_record_batch(some, columns, path, count))
            count, held, size = count + len(some), held + len(some), size + waiting[-1].nbytes
            if held >= GROUP or size > GROUP_BYTES:
                writer.write_table(pa.Table.from_batches(waiting))
                waiting, held, size = [], 0, 0
        if waiting:
            writer.write_table(pa.Table.from_batches(waiting))
    return count


def _record_batch(rows: list[Row], columns: pa.Schema, path: Path, before: int) -> pa.RecordBatch:
    """The rows in typed columns. Raises DataError for the first that does not fit."""
    import pyarrow as pa

    try:
        fields = _fields(pa.struct(columns))
        if unknown := {name for row in rows for name in _unheld(row, fields)}:
            raise ValueError(f"it has other columns: {', '.join(sorted(unknown))}")
        return pa.RecordBatch.from_pylist(rows, schema=columns)
    except (TypeError, ValueError) as error:
        if len(rows) > 1:
            for k, row in enumerate(rows):
                _record_batch([row], columns, path, before + k)
        raise DataError(
            f"it does not fit the columns of the first row: {error}",
            where=f"{path}:row {before + 1}",
            remedy="Write rows of one shape, or write .jsonl.",
        ) from error


def _fields(kind: pa.DataType) -> Any:
    """The fields of a struct by name, of a list those of its items in a list; None where there are none."""
    import pyarrow as pa

    if pa.types.is_list(kind) and (inner := _fields(kind.value_type)):
        return [inner]
    return {field.name: _fields(field.type) for field in kind} if pa.types.is_struct(kind) else None


def _unheld(value: Any, fields: Any) -> list[str]:
    """Names of objects for which there is no field, at any depth: pyarrow would drop them without a word."""
    if isinstance(fields, list) and isinstance(value, list):
        return [name for item in value for name in _unheld(item, fields[0])]
    if not isinstance(fields, dict) or not isinstance(value, dict):
        return []
    unheld = [name for name in value if name not in fields]
    for name, inner in fields.items():
        if inner and name in value:
            unheld += _unheld(value[name], inner)
    return unheld


READERS = {".jsonl": _read_jsonl, ".json": _read_json, ".csv": _read_csv, ".parquet": _read_parquet}
WRITERS = {".jsonl": _write_jsonl, ".parquet": _write_parquet}
