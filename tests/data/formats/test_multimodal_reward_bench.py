from __future__ import annotations

from plaudit.core import Image, Text
from tests.data.formats.fixture import FOLDER, fixture, winner


def test_the_better_is_named() -> None:
    triangle, animal = fixture("multimodal_reward_bench")
    assert winner(triangle) == "4" and (triangle.id, triangle.tags) == ("math-1", ("category=reasoning",))
    assert triangle.prompt[0].parts == (Image(FOLDER / "images" / "1.png"), Text("Find x."))
    assert winner(animal) == "A cat."
