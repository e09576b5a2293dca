from __future__ import annotations

import pytest

from plaudit.core import DataError
from plaudit.data.formats.math_shepherd import math_shepherd
from tests.data.formats.fixture import FOLDER, fixture


def test_each_tag_is_a_step() -> None:
    eggs, one = fixture("math_shepherd")
    assert eggs.prompt[0].text == "Janet has 3 eggs and eats 1. How many are left?"
    (response,) = eggs.responses
    steps = [response.text[int(span.start) : int(span.end)] for span in response.steps]
    assert steps == ["Step 1: She eats 1 of 3 eggs.", "Step 2: 3 - 1 = 4.", "Step 3: The answer is: 4"]
    assert eggs.labels[0].steps == ((1.0, 0.0, 0.0),) and eggs.tags == ("task=GSM8K",)
    assert one.labels[0].steps == ((1.0,),)


@pytest.mark.parametrize(
    ("row", "field", "said"),
    [
        ({"input": "Q Step 1: a ки", "label": "Q Step 1: b +"}, "label", "no . or - for step 1"),
        ({"input": "Q Step 1: a ки\nb ки", "label": "Q Step 1: a +\nb"}, "label", "no . or - for step 2"),
        ({"input": "Q Step 1: a", "label": "Q Step 1: a"}, "input", "no steps"),
        ({"input": "Q a ки", "label": "Q a +"}, "input", "no steps"),
    ],
)
def test_bad_rows(row: dict[str, str], field: str, said: str) -> None:
    with pytest.raises(DataError, match=said) as error:
        math_shepherd.read(row, "a.jsonl:1", FOLDER)
    assert error.value.where == f"a.jsonl:1: {field}"


def test_a_step_after_the_last_tag_has_no_verdict() -> None:
    read = math_shepherd.read({"input": "Q Step 1: a ки\nb", "label": "Q Step 1: a +\nb"}, "a.jsonl:1", FOLDER)
    assert read.responses[0].text == "Step 1: a\nb" and read.labels[0].steps == ((1.0, None),)
