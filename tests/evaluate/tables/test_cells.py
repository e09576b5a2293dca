from __future__ import annotations

import math

import pytest

from plaudit.core import UsageError
from plaudit.evaluate.tables.cells import cell, number, numbers, word, words

ROW = {"a": "1", "a.b": "2", "deep": {"x": [{"y": 3}]}, "text": '{"x": [4, 5]}', "none": None}


def test_a_column_or_a_path_into_one() -> None:
    assert [cell(ROW, name) for name in ("a", "a.b", "deep.x.0.y", "text.x.-1")] == ["1", "2", 3, 5]
    assert [cell(ROW, name) for name in ("deep.z", "deep.x.7", "none.x", "none")] == [None] * 4
    with pytest.raises(UsageError, match="no column 'b'"):
        cell(ROW, "b")


def test_numbers_and_what_is_none() -> None:
    assert [number(x) for x in ("2.5", 3, True)] == [2.5, 3, 1]
    assert all(math.isnan(number(x)) for x in ("", "n/a", None, "inf", "nan", [1]))
    assert list(numbers("[1, 2.5]")) == [1, 2.5]


def test_words() -> None:
    assert [word(x) for x in (None, 1.0, 1.5, " A>B ", False)] == ["", "1", "1.5", "A>B", "False"]
    assert words(["color", None, "quantity"]) == ["color", "quantity"]
    assert words('["a", "b"]') == ["a", "b"]
    assert (words(""), words("x")) == ([], ["x"])
