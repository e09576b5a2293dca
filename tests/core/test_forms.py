from __future__ import annotations

import math
from typing import Any

import pytest

from plaudit.core.forms import Change, Wrong, anything, choice, flag, many, nearest, number, row, table, text, whole


def test_values_that_fit() -> None:
    assert text("ä\u2028\x00") == "ä\u2028\x00"
    assert (number(1), number(-0.5), number(2**53)) == (1.0, -0.5, 9007199254740992.0)
    assert type(number(1)) is float
    assert whole(10**400) == 10**400
    assert flag(False) is False
    assert choice(["a", "b"])("b") == "b"
    assert many(whole, list, tuple)([1, 2]) == (1, 2)
    assert row([whole, text], list, tuple)([1, "a"]) == (1, "a")
    assert table(whole)({"a": 1}) == {"a": 1}


def test_a_json_value_is_copied_through() -> None:
    value = {"a": [1, None, {"b": [True, "x", 0.5]}]}
    copy = anything(value)
    assert copy == value
    assert copy["a"] is not value["a"] and copy["a"][2]["b"] is not value["a"][2]["b"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("change", "value", "path", "what"),
    [
        (text, b"a", "", "expected text, found b'a'"),
        (text, "\udc80", "", "half a surrogate pair is not text"),
        (number, "1", "", "expected a number, found '1'"),
        (number, True, "", "expected a number, found True"),
        (number, math.nan, "", "this number is not finite"),
        (number, 10**400, "", "this number is not finite"),
        (number, 2**53 + 1, "", "9007199254740993 is too large to be kept exactly"),
        (whole, 1.0, "", "expected a whole number, found 1.0"),
        (whole, True, "", "expected a whole number, found True"),
        (flag, 1, "", "expected true or false, found 1"),
        (choice(["a"]), ["a"], "", "['a'] is not possible here"),
        (many(whole, list, tuple), (1,), "", "expected a list, found (1,)"),
        (many(many(whole, list, list), list, list), [[], [1, 2.0]], "[1][1]", "expected a whole number, found 2.0"),
        (row([whole, whole], list, tuple), [1], "", "expected a list of 2, found [1]"),
        (row([whole, whole], list, tuple), [1, None], "[1]", "expected a whole number, found None"),
        (table(whole), {"a": 1, "b": None}, "b", "expected a whole number, found None"),
        (table(whole), {2: 1}, "2", "expected text, found 2"),
        (table(many(whole, list, list)), {"a": [None]}, "a[0]", "expected a whole number, found None"),
        (anything, {"a": [{"b": {1}}]}, "a[0].b", "expected a JSON value, found {1}"),
    ],
)
def test_values_that_do_not(change: Change, value: Any, path: str, what: str) -> None:
    with pytest.raises(Wrong) as caught:
        change(value)
    assert (caught.value.path, caught.value.what) == (path, what)
    assert caught.value.remedy


def test_nearest() -> None:
    assert nearest("respones", ["id", "responses"]) == "Did you mean 'responses'?"
    assert nearest("xyz", ["id", "responses"]) == "Choose one of: id, responses."
    assert nearest(None, ["id"]) == "Choose one of: id."
