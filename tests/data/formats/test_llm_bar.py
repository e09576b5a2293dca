from __future__ import annotations

from tests.data.formats.fixture import fixture, winner


def test_the_label_is_the_number_of_the_better() -> None:
    fruit, add = fixture("llm_bar")
    assert winner(fruit) == "Apple." and fruit.prompt[0].text == "Name a fruit."
    assert winner(add) == "2" and add.tags == ("set=Natural",) and add.extra == {"idx": 4}
