from __future__ import annotations

import pytest

from plaudit.core import Audio, DataError, Image, Text, Video
from plaudit.data.formats.align_anything import align_anything
from tests.data.formats.fixture import FOLDER, fixture, winner


def test_the_better_of_two_is_named_by_its_number() -> None:
    image, sound, film, text = samples = fixture("align_anything")
    assert list(map(winner, samples)) == ["A cat.", "Rain.", "A ball falls.", "Hi."]
    assert image.prompt[0].parts == (Image(FOLDER / "cat.png"), Text("What is shown?"))
    assert image.extra == {"p_overall": 2}
    assert sound.prompt[0].parts == (Audio(FOLDER / "rain.wav"), Text("What do you hear?"))
    assert film.prompt[0].parts == (Video(FOLDER / "videos" / "a.mp4"), Text("What happens?"))
    assert text.prompt[0].parts == (Text("Say hi."),)


def test_there_is_no_response_3() -> None:
    row = {"question": "a", "response_1": "b", "response_2": "c", "overall_response": 3}
    with pytest.raises(DataError, match="3 has no meaning") as error:
        align_anything.read(row, "a.jsonl:1", FOLDER)
    assert error.value.where == "a.jsonl:1: overall_response"
