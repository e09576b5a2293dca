from __future__ import annotations

import pytest

from plaudit.core import DataError, Image, Text, Video
from plaudit.data.formats.unified_reward_point import unified_reward_point
from tests.data.formats.fixture import FOLDER, fixture


def test_a_rating_for_each_line() -> None:
    kite, dog, cat = fixture("unified_reward_point")
    assert kite.prompt[0].text == "A red kite" and kite.responses[0].parts == (Image(FOLDER / "kite.jpg"),)
    assert [(label.dimension, label.values, label.scale) for label in kite.labels] == [
        ("alignment", (4.5,), (1, 5)),
        ("coherence", (3.0,), (1, 5)),
        ("style", (2.25,), (1, 5)),
    ]
    assert {label.dimension: label.values for label in dog.labels} == {
        "visual_quality": (4.0,),
        "text_to_video_alignment": (1.0,),
        "overall": (6.0,),
    }
    assert dog.responses[0].parts == (Video(FOLDER / "dog.mp4"),)
    assert cat.responses[0].text == "A cat." and cat.labels[0].values == (95.0,)
    assert cat.prompt[0].parts == (Image(FOLDER / "cat.jpg"), Text("What is shown?"))
    assert cat.labels[0].note == "It is right.\nFinal Score: 95"


def test_an_answer_without_a_rating() -> None:
    turns = [{"from": "human", "value": "Text Caption: [a]"}, {"from": "gpt", "value": "Nice."}]
    with pytest.raises(DataError, match="no line of the answer is a rating"):
        unified_reward_point.read({"conversations": turns, "image": "a.jpg"}, "a.jsonl:1", FOLDER)
