from __future__ import annotations

from pathlib import Path

import pytest

from plaudit.core import DataError, Image, Text, Video
from plaudit.data.formats.genai_bench import genai_bench
from tests.data.formats.fixture import FOLDER, fixture, won


def test_the_vote_names_a_side() -> None:
    dog, tie, film, edit = fixture("genai_bench")
    assert won(dog) == Path("r.png") and [response.source for response in dog.responses] == ["SDXL", "PixArt"]
    assert tie.responses[0].parts == (Video("https://example.org/l.mp4"),)
    assert tie.labels[0].values == (0.5, 0.5) and tie.labels[0].decision == "given"
    assert won(film) == Path("l.mp4") and film.responses[1].parts == (Video(FOLDER / "r.mp4"),)
    assert edit.labels[0].values == (0.5, 0.5) and edit.labels[0].decision == "both_bad"
    assert edit.prompt[0].parts == (Image(FOLDER / "s.png", role="source"), Text("make it a cat"))
    assert edit.extra == {"source_prompt": "a dog", "target_prompt": "a cat"}


def test_another_vote() -> None:
    row = {"prompt": "a", "left_image": "l.png", "right_image": "r.png", "vote_type": "A"}
    with pytest.raises(DataError, match="'A' has no meaning"):
        genai_bench.read(row, "a.parquet:row 1", FOLDER)
