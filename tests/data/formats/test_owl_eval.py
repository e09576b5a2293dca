from __future__ import annotations

from plaudit.core import Image, Text
from tests.data.formats.fixture import FOLDER, fixture


def test_an_answer_that_nobody_judged_and_a_question() -> None:
    funny, who = fixture("owl_eval")
    assert funny.responses[0].text == "The plug." and funny.responses[0].source == "m1" and funny.labels == ()
    assert funny.prompt[0].parts == (Image(FOLDER / "images" / "1.jpg"), Text("What is funny?"))
    assert funny.group == "1" and who.responses == () and who.tags == ("ability=a,b",)
