from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from plaudit.core import DataError, UsageError
from plaudit.evaluate.tables import Table, read_table
from plaudit.evaluate.tables.table import assignments

LONG = Table(
    [
        {"image": "1", "aspect": "SC", "score": 2},
        {"image": "1", "aspect": "PQ", "score": 5},
        {"image": "1", "aspect": "PQ", "score": 7},
        {"image": "2", "aspect": "SC", "score": 1},
        {"image": "2", "aspect": "PQ", "score": "failed"},
    ]
)


def test_a_column_for_each_word() -> None:
    wide = LONG.spread("aspect", "score", ["image"])
    assert wide.rows == [{"image": "1", "SC": 2.0, "PQ": 6.0}, {"image": "2", "SC": 1.0, "PQ": None}]
    assert [row["image"] for row in wide.complete(["SC", "PQ"]).rows] == ["1"]
    assert len(wide.complete([]).rows) == 2


def test_derived_columns() -> None:
    assert [row["half"] for row in LONG.derived("half", "score / 2").rows] == [1, 2.5, 3.5, 0.5, None]


def test_rows_are_joined_by_key_and_keep_their_own_columns() -> None:
    other = Table([{"id": 1, "kind": "x", "score": 9}])
    joined = LONG.joined(other, {"image": "id"})
    assert [(row["kind"], row["score"]) for row in joined.rows] == [("x", 2), ("x", 5), ("x", 7)]
    with pytest.raises(DataError, match="two rows"):
        LONG.joined(LONG, {"image": "image"})
    with pytest.raises(DataError, match="no row has one of the same image"):
        LONG.joined(Table([{"id": 7}]), {"image": "id"})


def test_a_file_and_a_choice_of_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    path.write_text("judge,n\na,1\nb,2\n")
    np.testing.assert_allclose(read_table(path, {"judge": "b"}).numbers("n"), [2])
    with pytest.raises(DataError, match="no row with judge = 'c'"):
        read_table(path, {"judge": "c"})
    path.write_text("judge,n\na,1,3\n")
    with pytest.raises(DataError, match=r"scores.csv:2: 3 fields"):
        read_table(path)


def test_assignments() -> None:
    assert assignments(["a=b", "c = x=y"], "A=B") == {"a": "b", "c": " x=y"}
    with pytest.raises(UsageError, match="Write it as A=B"):
        assignments(["a"], "A=B")


def test_a_file_of_one_object(tmp_path: Path) -> None:
    by_key, columns = tmp_path / "by_key.json", tmp_path / "columns.json"
    by_key.write_text('{"p1": {"forward": [{"judgement": "A"}]}, "p2": {"forward": []}}')
    assert read_table(by_key).keys(["key", "forward.0.judgement"]) == [("p1", "A"), ("p2", "")]
    columns.write_text('{"model": "m", "subset": ["a", "b"], "results": [1, 0], "note": []}')
    assert read_table(columns).rows == [{"subset": "a", "results": 1}, {"subset": "b", "results": 0}]
    columns.write_text('{"model": "m"}')
    assert read_table(columns).rows == [{"model": "m"}]
