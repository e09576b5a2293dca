from __future__ import annotations

from tests.data.formats.fixture import fixture, winner


def test_below_zero_the_first_is_better() -> None:
    fruit, add = fixture("helpsteer3")
    assert winner(fruit) == "Apple." and fruit.labels[0].strength == 2
    assert fruit.tags == ("domain=general", "language=english")
    assert winner(add) == "1 + 2" and add.labels[0].strength == 1
    assert [turn.role for turn in add.prompt] == ["user", "assistant", "user"]


def test_annotators_do_not_count_beside_their_common_verdict() -> None:
    fruit, _ = fixture("helpsteer3")
    common, first, second = fruit.labels
    assert (common.dimension, first.dimension, second.dimension) == ("overall", "individual", "individual")
    assert first.of == (0, 1) and first.strength == 3 and first.note == "A carrot is none."
    assert [pair.gap for pair in second.pairs()] == [0.0]
    assert fruit.extra == {"individual_preference": [{"feedback1": "Right.", "feedback2": "Wrong."}, {}]}
