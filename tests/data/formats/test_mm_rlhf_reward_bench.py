from __future__ import annotations

from plaudit.core import Image, Text, Video
from tests.data.formats.fixture import FOLDER, fixture, winner


def test_the_pairs_of_one_id_are_a_group() -> None:
    first, second, film = fixture("mm_rlhf_reward_bench")
    assert winner(first) == "Two." and first.labels[0].note == "It is right. There are two."
    assert first.group == second.group == "073712_6205145" and first.id != second.id
    assert first.prompt[0].parts == (Image(FOLDER / "mcq" / "073712.png"), Text("How many birds?"))
    assert winner(film) == "A ball falls." and film.prompt[0].parts[0] == Video(FOLDER / "video" / "1")
