from __future__ import annotations

import json

import pytest

from plaudit.core import DataError, Image, Text
from plaudit.data.formats.r1_reward import r1_reward
from tests.data.formats.fixture import FOLDER, fixture, fixture_rows, winner


def test_the_responses_inside_the_message() -> None:
    cat, birds = fixture("r1_reward")
    assert winner(cat) == "A cat # the grey one.\nIt sleeps." and cat.responses[0].text == "A dog."
    assert cat.prompt[0].parts == (Image(FOLDER / "images" / "cat.jpg"), Text("What is shown?"))
    assert winner(birds) == "Two." and birds.responses[1].text == "Five."
    assert birds.prompt[0].parts == (Image(b"\x89PNG\r\n\x1a\n"), Text("How many birds?"))


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"message": "{"}, "message", "not JSON"),
        ({"message": json.dumps([{"role": "user", "content": "Hi."}])}, "message", r"no \[Question\]"),
        ({"answer": ["<answer>3</answer>"]}, "answer", "names no response"),
        ({"answer": ["1", "2"]}, "answer", "2 values for 1"),
        ({"image": "not/base64.jpg"}, "image", "not base64"),
    ],
)
def test_bad_rows(change: dict[str, object], field: str, said: str) -> None:
    with pytest.raises(DataError, match=said) as error:
        r1_reward.read(fixture_rows("r1_reward")[0] | change, "a.jsonl:1", FOLDER)
    assert error.value.where == f"a.jsonl:1: {field}"
