from __future__ import annotations

from plaudit.core import Image, Label, Text
from tests.data.formats.fixture import FOLDER, fixture


def test_every_step_is_right_neutral_or_wrong() -> None:
    total, which = fixture("visual_process_bench")
    assert total.labels == (Label(values=(None,), kind="rating", scale=(-1, 1), steps=((1, 0, -1),)),)
    assert total.responses[0].text == "I see 3 and 4.\nLet me add.\nIt is 8."
    assert total.responses[0].source == "InternVL2.5-8B" and total.reference == (Text("7"),)
    assert total.prompt[0].parts == (Image(FOLDER / "images" / "1.png"), Text("What is the sum?"))
    assert [type(part) for part in which.prompt[0].parts] == [Image, Text, Image, Text]
