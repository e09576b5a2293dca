from __future__ import annotations

from pathlib import Path

import pytest

from plaudit.core import Criterion, DataError, Image, Text, Video
from plaudit.data.formats.omni_reward_bench import omni_reward_bench
from tests.data.formats.fixture import FOLDER, fixture, fixture_rows, winner, won


def test_responses_of_every_kind_by_one_criterion() -> None:
    fruit, kite, dog, cat = fixture("omni_reward_bench")
    assert winner(fruit) == "Apple." and fruit.criteria == (Criterion(text="It is short."),)
    assert [response.source for response in fruit.responses] == ["m1", "m2"]
    assert won(kite) == Path("text_to_image/a.png")
    assert dog.responses[1].parts == (Video(FOLDER / "text_to_video" / "b.mp4"),)
    assert [pair.gap for pair in dog.labels[0].pairs()] == [0.0]
    assert winner(cat) == "A cat." and cat.prompt[0].parts == (Image(FOLDER / "in" / "cat.jpg"), Text("What is this?"))


def test_a_file_of_no_known_kind() -> None:
    row = fixture_rows("omni_reward_bench")[1] | {"response2_path": "a.obj.unknown"}
    with pytest.raises(DataError, match="is no image, film or sound") as error:
        omni_reward_bench.read(row, "a.json:row 1", FOLDER)
    assert error.value.where == "a.json:row 1: response2_path"
