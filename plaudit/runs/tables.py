"""Tables of scores that other programs wrote."""

from __future__ import annotations

import csv
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from plaudit.core import DataError, Score, Unscored, Verdict

Row = Mapping[str, object]


def read_scores(path: Path, id_columns: Sequence[str], where: Mapping[str, str]) -> dict[str, Verdict]:
    """Verdicts by sample id, of the rows that hold these values.

    Scores stand in columns score_0, score_1, ...; an empty one is `Unscored("missing")`, a NaN or infinity
    `Unscored("nonfinite")`. Raises `DataError` with file and line.
    """
    verdicts: dict[str, Verdict] = {}
    for line, row in _rows(path):
        place = f"{path}:{line}"
        if any(_cell(row, column, place) != value for column, value in where.items()):
            continue
        name = "/".join(_cell(row, column, place) for column in id_columns)
        if name in verdicts:
            remedy = "Choose the rows of one scorer by where={column: value}, or give more columns for the id."
            raise DataError(f"a second row for {name!r}", where=place, remedy=remedy)
        verdicts[name] = Verdict(sample_id=name, scores=tuple(_scores(row, place)))
    if not verdicts:
        chosen = " and ".join(f"{k} = {v!r}" for k, v in where.items()) or "an id"
        raise DataError(f"no row with {chosen}", where=str(path), remedy="Look at the file's columns and values.")
    return verdicts


def _rows(path: Path) -> Iterator[tuple[int, Row]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        if path.suffix == ".csv":
            reader = csv.DictReader(handle)
            for row in reader:
                yield reader.line_num, row
            return
        for number, line in enumerate(handle, start=1):
            try:
                fields = json.loads(line)
            except ValueError as error:
                raise DataError(f"not JSON: {error}", where=f"{path}:{number}", remedy="Use .csv or .jsonl.") from None
            if not isinstance(fields, dict):
                raise DataError("not an object", where=f"{path}:{number}", remedy='Write {"id": ..., "score_0": ...}.')
            yield number, fields


def _cell(row: Row, column: str, place: str) -> str:
    if row.get(column) is None:
        raise DataError(f"no {column!r}", where=place, remedy=f"Choose among the columns: {', '.join(map(str, row))}.")
    return str(row[column])


def _scores(row: Row, place: str) -> list[Score | Unscored]:
    """Scores by number, without the empty ones at the end: those belong to samples with more responses."""
    numbers = sorted(int(m[1]) for m in (re.fullmatch(r"score_(\d+)", str(column)) for column in row) if m)
    if numbers != list(range(len(numbers))) or not numbers:
        what = f"score columns {numbers or 'none'}"
        raise DataError(what, where=place, remedy="Name them score_0, score_1, ... without a gap.")
    while numbers and row[f"score_{numbers[-1]}"] in (None, ""):
        numbers.pop()
    return [_score(row[f"score_{k}"], f"{place}: score_{k}") for k in numbers]


def _score(value: object, place: str) -> Score | Unscored:
    if value is None or value == "":
        return Unscored(why="missing", detail="empty in the table of scores")
    try:
        number = float(str(value))
    except ValueError:
        raise DataError(f"{value!r} is not a number", where=place, remedy="Leave it empty for no score.") from None
    return Score(value=number) if math.isfinite(number) else Unscored(why="nonfinite", detail=str(value))
