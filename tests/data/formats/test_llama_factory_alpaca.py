from __future__ import annotations

import pytest

from plaudit.core import DataError, Image, Text
from plaudit.data.formats.llama_factory_alpaca import llama_factory_alpaca
from tests.data.formats.fixture import FOLDER, fixture, winner


def test_the_prompt_is_instruction_and_input_after_what_was_said_before() -> None:
    plain, talk, old = samples = fixture("llama_factory_alpaca")
    assert list(map(winner, samples)) == ["Bonjour", "A cat.", "Hi."]
    assert [message.text for message in plain.prompt] == ["Translate to French.\nGood morning"]
    assert [(m.role, m.text) for m in talk.prompt] == [
        ("system", "Be kind."),
        ("user", "Hi!"),
        ("assistant", "Hello."),
        ("user", "What is it?"),
    ]
    assert talk.prompt[-1].parts == (Image(FOLDER / "cat.png"), Text("What is it?"))
    assert old.responses[1].text == "No." and old.prompt[0].text == "Say hi."


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"history": [["Hi!"]]}, "history[0]", "expected a question and its answer"),
        ({"instruction": "<image><image>Hm?", "images": ["a.png"]}, "images", "1 for 2 tags <image>"),
        ({"chosen": "<image>"}, "images", "0 for 1 tags <image>"),
    ],
)
def test_bad_rows(change: dict[str, object], field: str, said: str) -> None:
    row = {"instruction": "Hi?", "chosen": "Yes.", "rejected": "No."}
    with pytest.raises(DataError, match=said) as error:
        llama_factory_alpaca.read(row | change, "a.jsonl:1", FOLDER)
    assert error.value.where == f"a.jsonl:1: {field}"
