from __future__ import annotations

import pytest

from plaudit.core import DataError, Image, Label, Text
from plaudit.data.formats.llama_factory_kto import llama_factory_kto
from tests.data.formats.fixture import FOLDER, fixture


def test_one_response_and_whether_it_is_good() -> None:
    good, bad = fixture("llama_factory_kto")
    assert good.responses[0].text == "Apple." and good.labels == (Label(values=(1.0,), kind="binary"),)
    assert [(turn.role, turn.text) for turn in good.prompt] == [
        ("system", "Be brief."),
        ("user", "Name a fruit.\nIt is red."),
    ]
    assert bad.responses[0].text == "No." and bad.labels == (Label(values=(0.0,), kind="binary"),)
    assert bad.prompt[0].parts == (Image(FOLDER / "cat.png"), Text("What is it?"))
    assert [turn.role for turn in bad.prompt] == ["user", "assistant", "user"]


def test_a_conversation_that_ends_with_the_user() -> None:
    row = {"conversations": [{"from": "gpt", "value": "Hi."}, {"from": "human", "value": "Hm?"}], "kto_tag": True}
    with pytest.raises(DataError, match="its last message is no response") as error:
        llama_factory_kto.read(row, "a.json:row 1", FOLDER)
    assert error.value.where == "a.json:row 1: conversations"
