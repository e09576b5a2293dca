from __future__ import annotations

from plaudit.core import Image, Text
from tests.data.formats.fixture import FOLDER, fixture, winner


def test_images_stand_at_their_tags() -> None:
    one, two = fixture("openrlhf")
    assert winner(one) == "A cat." and one.prompt[0].parts == (Image(FOLDER / "cat.png"), Text("What is in the image?"))
    assert winner(two) == "Both are cats." and two.labels[0].strength == 0.5
    assert two.prompt[0].parts == (
        Text("Compare "),
        Image(FOLDER / "a.png"),
        Text(" and "),
        Image(FOLDER / "b.png"),
        Text("."),
    )
