from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from plaudit.core import DataError, Image, Message, Sample, Text, Video, answer, prefer, user
from plaudit.data.formats.llama_factory import llama_factory
from tests.data.formats.fixture import FOLDER, fixture, winner

ROOT = Path("/data")
PAIR = Sample(
    id="a",
    prompt=(user(Image(ROOT / "x" / "a.png"), "Hi?"),),
    responses=(answer("No."), answer("Yes.")),
    labels=(prefer(1, 0),),
)


def test_a_conversation_and_two_answers() -> None:
    kitchen, ball = fixture("llama_factory")
    assert winner(kitchen) == "Wood." and winner(ball) == "A ball." and ball.extra == {"tools": "none"}
    asked = Text("What are the kitchen cabinets made of?")
    assert kitchen.prompt[0].parts == (Image(FOLDER / "kitchen.jpg"), asked)
    assert [m.role for m in ball.prompt] == ["system", "user", "assistant", "user"]
    assert ball.prompt[-1].parts == (Video(FOLDER / "ball.mp4"), Text("And this?"))


def test_what_is_written_is_what_llama_factory_reads() -> None:
    said = {"conversations": [{"from": "human", "value": "<image>Hi?"}], "chosen": {"from": "gpt", "value": "Yes."}}
    row = {"id": "a", **said, "rejected": {"from": "gpt", "value": "No."}}
    assert llama_factory.write(PAIR, ROOT, typed=False) == row | {"images": ["x/a.png"]}
    shown = [{"bytes": None, "path": "x/a.png"}]
    assert llama_factory.write(PAIR, ROOT, typed=True) == row | {"images": shown}


@pytest.mark.parametrize(
    ("change", "typed", "said"),
    [
        ({"labels": (prefer(0, 1, strength=2.0),)}, False, "the strength of a preference"),
        ({"prompt": (user(Image(b"b"), "?"),)}, False, "media other than files on disk in JSON"),
        ({"prompt": (user(Image("https://example.org/a.png"), "?"),)}, True, "media that are URLs"),
        ({"prompt": (user("Hi?"), Message(role="assistant", parts=(Text("Hm."),)))}, False, "take turns"),
        ({"responses": (answer(Image(Path("a.png"))), answer("No."))}, False, "media in a response"),
    ],
)
def test_what_it_cannot_hold(change: dict[str, object], typed: bool, said: str) -> None:
    with pytest.raises(DataError, match=said):
        llama_factory.write(replace(PAIR, **change), ROOT, typed=typed)


def test_a_call_is_the_assistants_and_what_it_finds_a_tools() -> None:
    names, words = (
        ("human", "function_call", "observation", "gpt", "human"),
        ("2 + 2?", "add(2, 2)", "4", "4.", "Sure?"),
    )
    said = [{"from": name, "value": text} for name, text in zip(names, words, strict=True)]
    answers = {name: {"from": "gpt", "value": name} for name in ("chosen", "rejected")}
    read = llama_factory.read({"conversations": said, "system": "Count.", **answers}, "a.jsonl:1", ROOT)
    assert [m.role for m in read.prompt] == ["system", "user", "assistant", "tool", "assistant", "user"]
    assert read.prompt[2].extra == {"from": "function_call"} and read.prompt[0].text == "Count."


def test_a_sender_nobody_knows() -> None:
    with pytest.raises(DataError, match="nobody is called 'robot'") as error:
        llama_factory.read({"conversations": [{"from": "robot", "value": "Hi."}]}, "a.jsonl:1", ROOT)
    assert error.value.where == "a.jsonl:1: conversations[0].from"
