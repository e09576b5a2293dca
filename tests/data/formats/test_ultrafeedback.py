from __future__ import annotations

import pytest

from plaudit.core import DataError, Label
from plaudit.data.formats.ultrafeedback import ultrafeedback
from tests.data.formats.fixture import FOLDER, fixture, winner


def test_a_label_for_each_aspect() -> None:
    fruit, earth = fixture("ultrafeedback")
    assert winner(fruit) == "Apple." and fruit.source == "evol_instruct"
    assert fruit.labels == (
        Label(values=(3.0, 9.0), kind="rating", scale=(1, 10)),
        Label(values=(2.0, 5.0), kind="rating", scale=(1, 5), dimension="instruction_following"),
        Label(values=(None, 4.0), kind="rating", scale=(1, 5), dimension="honesty"),
    )
    assert [response.source for response in fruit.responses] == ["m1", "m2"]
    assert fruit.responses[0].extra["annotations"]["instruction_following"] == {"Rationale": "It is none."}
    assert fruit.responses[0].extra["critique"] == "Name a fruit."
    assert [label.dimension for label in earth.labels] == ["overall", "truthfulness"]


def test_a_rating_that_is_no_number() -> None:
    annotations = {"honesty": {"Rating": "good"}}
    row = {"instruction": "a", "completions": [{"response": "b", "annotations": annotations}]}
    with pytest.raises(DataError, match="'good' is no finite number") as error:
        ultrafeedback.read(row, "a.jsonl:1", FOLDER)
    assert error.value.where == "a.jsonl:1: completions[0].annotations.honesty.Rating"


def test_no_completions_and_one_that_is_empty() -> None:
    assert ultrafeedback.read({"instruction": "a", "completions": []}, "a.jsonl:1", FOLDER).responses == ()
    row = {"instruction": "a", "completions": [{"response": "", "annotations": {"honesty": {"Rating": "1"}}}]}
    assert ultrafeedback.read(row, "a.jsonl:1", FOLDER).responses[0].text == ""
