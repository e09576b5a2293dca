from __future__ import annotations

from plaudit.core import Image
from tests.data.formats.fixture import FOLDER, fixture


def test_the_rubric_of_a_caption() -> None:
    elephant, bus = fixture("thumb")
    assert elephant.responses[0].text == "People on an elephant." and elephant.responses[0].source == "Up-Down"
    assert elephant.prompt[0].parts == (Image(FOLDER / "COCO_val2014_000000000974.jpg"),)
    assert {label.dimension: label.values[0] for label in elephant.labels} == {
        "precision": 4.0,
        "recall": 3.0,
        "fluency": 0.0,
        "inclusive_language": 0.0,
        "conciseness": -0.5,
        "overall": 3.0,
    }
    assert [label.scale for label in bus.labels[:3]] == [(1, 5), (1, 5), None]
