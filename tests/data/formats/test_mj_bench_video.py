from __future__ import annotations

from pathlib import Path

from plaudit.core import Label
from tests.data.formats.fixture import fixture, won


def test_the_second_video_is_number_one_of_the_paths() -> None:
    dog, cat = fixture("mj_bench_video")
    assert won(dog) == Path("videos/b.mp4") and dog.prompt[0].text == "A dog runs"
    assert dog.labels[1:] == (
        Label(values=(1.0, 0.0), dimension="alignment"),
        Label(values=(0.5, 0.5), dimension="safety"),
    )
    assert cat.labels == (Label(values=(None, None), decision="undecided"),)
