from __future__ import annotations

import pytest

from plaudit.core import DataError, Label, Span
from plaudit.data.formats.trl_stepwise import trl_stepwise
from tests.data.formats.fixture import FOLDER, fixture


def test_steps_and_whether_each_is_right() -> None:
    first, second = fixture("trl_stepwise")
    (response,) = first.responses
    steps = ["The fractional part of 9.8 is 0.8.", "0.11 is greater than 0.8.", "Hence, 9.11 > 9.8."]
    assert [response.text[int(span.start) : int(span.end)] for span in response.steps] == steps
    assert response.text == "\n".join(steps)
    assert first.labels == (Label(values=(None,), kind="binary", steps=((1.0, 0.0, 0.0),)),)
    assert second.responses[0].steps == (Span(part=0, start=0, end=1),) and second.responses[0].text == "4"


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"labels": [True]}, "labels", "1 values for 2"),
        ({"labels": [True, 1]}, "labels[1]", "expected true or false, found 1"),
        ({"completions": ["a", 3]}, "completions[1]", "expected text, found 3"),
    ],
)
def test_bad_rows(change: dict[str, object], field: str, said: str) -> None:
    row = {"prompt": "Why?", "completions": ["a", "b"], "labels": [True, False]}
    with pytest.raises(DataError, match=said) as error:
        trl_stepwise.read(row | change, "a.jsonl:1", FOLDER)
    assert error.value.where == f"a.jsonl:1: {field}"
