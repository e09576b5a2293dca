from __future__ import annotations

from plaudit.core import Image, Text, prefer
from plaudit.data.formats.align_anything_ti2ti import align_anything_ti2ti
from tests.data.formats.fixture import FOLDER, fixture, winner


def test_images_come_before_the_text_of_their_side() -> None:
    night, cats = fixture("align_anything_ti2ti")
    assert night.labels == (prefer(0, 1),) and winner(night) == "Here it is at night." and winner(cats) == "Two cats."
    assert night.prompt[0].parts == (Image(FOLDER / "day.png"), Text("Draw it at night."))
    assert night.responses[0].parts == (Image(FOLDER / "night.png"), Text("Here it is at night."))
    assert night.responses[1].parts == (Text("I cannot."),)
    assert cats.responses[0].parts[:2] == (Image(FOLDER / "a.png"), Image(FOLDER / "b.png"))


def test_an_image_alone_is_a_response() -> None:
    row = {"input_text": "Draw.", "better_text": "", "better_img": "a.png", "worse_text": "No.", "worse_img": ""}
    (image,) = align_anything_ti2ti.read(row | {"worse_img": None}, "a.jsonl:1", FOLDER).responses[0].parts
    assert image == Image(FOLDER / "a.png")
