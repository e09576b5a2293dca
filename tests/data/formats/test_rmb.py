from __future__ import annotations

from tests.data.formats.fixture import fixture, winner


def test_a_pair_and_a_best_of_three() -> None:
    fruit, hello = fixture("rmb")
    assert winner(fruit) == "Apple." and fruit.id == "9118" and fruit.prompt[0].extra == {}
    assert fruit.tags == ("language=English", "category_path=Pairwise_set/Helpfulness/Chat")
    assert [response.source for response in hello.responses] == ["m1", "m2", "m3"] and hello.id == "7"
    assert winner(hello) == "Hello!" and [label.of for label in hello.labels] == [(0, 1), (0, 2)]
