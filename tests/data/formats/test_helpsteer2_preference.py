from __future__ import annotations

from tests.data.formats.fixture import fixture, winner


def test_the_sign_says_which_and_the_size_how_much() -> None:
    signal, fruit, colour = fixture("helpsteer2_preference")
    assert winner(signal) == "A change that carries information." and signal.labels[0].strength == 2
    assert signal.labels[0].note == "The second is better. It says what a signal is for."
    assert winner(fruit) == "Apple." and fruit.labels[0].strength == 3
    assert [turn.role for turn in fruit.prompt] == ["user", "assistant", "user"]
    assert [pair.gap for pair in colour.labels[0].pairs()] == [0.0]
