from __future__ import annotations

from pathlib import Path

from plaudit.core import Audio
from tests.data.formats.fixture import FOLDER, fixture, won


def test_the_chosen_sound() -> None:
    dog, rain = fixture("audio_alpaca")
    assert won(dog) == Path("w.wav") and dog.prompt[0].text == "A dog barks, then a car passes"
    assert dog.responses[1].parts == (Audio(FOLDER / "l.wav"),) and dog.tags == ("strategy=temporal",)
    assert won(rain) == Path("rain.wav")
