from __future__ import annotations

from pathlib import Path

from plaudit.core import Image, Text, Video
from tests.data.formats.fixture import FOLDER, fixture, won


def test_parts_of_the_votes() -> None:
    dog, start = fixture("rapidata")
    assert won(dog) == Path("veo/0001.mp4") and dog.responses[0].parts == (Video(FOLDER / "sora" / "0001.mp4"),)
    assert [(label.dimension, label.values, label.kind) for label in dog.labels] == [
        ("overall", (0.25, 0.75), "share"),
        ("coherence", (0.6, 0.4), "share"),
    ]
    assert [response.source for response in dog.responses] == ["sora", "veo"]
    assert start.prompt[0].parts == (Image(FOLDER / "start.png"), Text("It moves"))
    assert [pair.gap for pair in start.labels[0].pairs()] == [0.0]
