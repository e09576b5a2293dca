from __future__ import annotations

from plaudit.core import Image, Text
from tests.data.formats.fixture import FOLDER, fixture, winner


def test_the_lower_rank_is_better() -> None:
    kids, triangle = fixture("vl_reward_bench")
    assert winner(kids) == "Three kids play." and kids.labels[0].annotator == "human"
    assert kids.prompt[0].parts == (Image(FOLDER / "images" / "1.png"), Text("Describe this image."))
    assert [response.source for response in kids.responses] == ["gpt", "llava"]
    assert kids.tags == ("query_source=POVID",) and kids.extra == {"rationale": "There are three."}
    assert winner(triangle) == "3" and triangle.reference == (Text("3"),)
