from __future__ import annotations

import pytest

from plaudit.core import DataError, Image, Text
from plaudit.data.formats.mmrb2 import mmrb2
from tests.data.formats.fixture import FOLDER, fixture, winner


def test_the_chosen_of_two_interleaved_responses() -> None:
    kite, letter = fixture("mmrb2")
    assert kite.labels[0].of[0] == 1 and kite.responses[1].parts == (Text("Here: "), Image(FOLDER / "b.jpg"))
    assert kite.responses[1].source == "flux" and kite.responses[1].extra == {"seed": 3}
    assert kite.prompt[0].parts == (Text("Draw a kite."), Image(FOLDER / "ref.jpg"))
    assert winner(letter) == "A." and letter.prompt == () and letter.group is not None
    assert letter.extra == {"human_annotations": {"response_a_ratings": ["B", "B", "B"]}}


def test_above_the_middle_the_first_is_better() -> None:
    kite, _ = fixture("mmrb2")
    assert [(label.of[0], label.strength) for label in kite.labels[1:]] == [(1, 2.5), (1, 1.5), (0, 0.5)]
    assert {label.dimension for label in kite.labels[1:]} == {"individual"}


def test_content_without_a_type() -> None:
    row = {
        "response_a": {"response_content": ["a"]},
        "response_b": {"response_content": [["text", "b"]]},
        "chosen": "A",
    }
    with pytest.raises(DataError, match=r"expected a list of \[type, content\]") as error:
        mmrb2.read(row, "a.jsonl:1", FOLDER)
    assert error.value.where == "a.jsonl:1: response_a.response_content"
