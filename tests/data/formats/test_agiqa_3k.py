from __future__ import annotations

from plaudit.core import Image, Label
from tests.data.formats.fixture import FOLDER, fixture


def test_two_opinions_of_one_image() -> None:
    first, second = fixture("agiqa_3k")
    assert first.responses[0].parts == (Image(FOLDER / "AttnGAN_normal_000.jpg"),)
    assert first.prompt[0].text == "statue of a man" and first.tags == ()
    assert second.labels == (
        Label(values=(3.5,), kind="rating", scale=(0, 5), dimension="quality"),
        Label(values=(4.1,), kind="rating", scale=(0, 5), dimension="alignment"),
    )
    assert second.tags == ("style=baroque",)
