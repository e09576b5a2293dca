from __future__ import annotations

from plaudit.core import Image, Text
from tests.data.formats.fixture import FOLDER, fixture, winner


def test_the_question_is_the_prompt() -> None:
    bus, cliff = fixture("rlaif_v")
    assert winner(bus) == "The bus is yellow." and winner(cliff) == "No, it is far too high."
    assert bus.prompt[0].parts == (Image(FOLDER / "images" / "bus.jpg"), Text("What colour is the bus?"))
    assert bus.extra == {"ds_name": "RLAIF-V", "origin_dataset": "COCO", "idx": 3}
