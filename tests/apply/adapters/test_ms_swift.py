"""Called as ms-swift calls an ORM: made from the arguments, then with completions and columns."""

from __future__ import annotations

from typing import Any

import pytest
from PIL import Image as Pixels

from plaudit.apply.adapters.ms_swift import orm
from plaudit.core import Image, RunError, Text
from tests.apply.adapters.scorers import BAD, Lengths

RED = Pixels.new("RGB", (8, 8), "red")


def talk(question: str, *said: str) -> list[dict[str, Any]]:
    return [{"role": "user", "content": question}, *({"role": "assistant", "content": text} for text in said)]


def test_messages_images_and_solution() -> None:
    scorer = Lengths("reference")
    reward = orm(scorer, reference="solution")(args=None)
    messages = [talk("<image>What?", "1"), talk("<image>What?", "22"), talk("And now?")]
    told = reward(["1", "22", "333"], messages=messages, images=[[RED], [RED], []], solution=["a", "a", "b"])
    assert told == [1.0, 2.0, 3.0]
    assert [[type(part) for part in s.prompt[0].parts] for s in scorer.seen] == [[Image, Text], [Text]]
    assert [[r.text for r in s.responses] for s in scorer.seen] == [["1", "22"], ["333"]]
    assert [s.reference for s in scorer.seen] == [(Text("a"),), (Text("b"),)]


def test_no_score_is_an_error_and_never_0() -> None:
    messages = [talk("a")] * 3
    with pytest.raises(RunError, match="response 1 of 3"):
        orm(Lengths())()(["22", BAD, "4444"], messages=messages)
    assert orm(Lengths(), unscored="mean")()(["22", BAD, "4444"], messages=messages) == [2, 3, 4]


def test_messages_have_to_be_there() -> None:
    with pytest.raises(RunError, match="no messages"):
        orm(Lengths())()(["x"], solution=["a"])
