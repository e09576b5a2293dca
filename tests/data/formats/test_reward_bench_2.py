from __future__ import annotations

from tests.data.formats.fixture import fixture, winner


def test_each_chosen_beats_each_rejected() -> None:
    fruit, colour = fixture("reward_bench_2")
    assert winner(fruit) == "Apple." and [label.of for label in fruit.labels] == [(0, 1), (0, 2), (0, 3)]
    assert [response.source for response in fruit.responses] == ["m1", "m2", "m3", "m4"]
    assert fruit.tags == ("subset=Factuality",)
    assert winner(colour) == "Red." and [label.of for label in colour.labels] == [(0, 2), (1, 2)]
