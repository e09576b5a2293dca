from __future__ import annotations

from plaudit.core import Label
from tests.data.formats.fixture import fixture, winner


def test_responses_to_one_prompt_are_one_sample() -> None:
    sky, fruit = fixture("helpsteer")
    assert winner(sky) == "Air scatters blue light most." and sky.prompt[0].text == "Why is the sky blue?"
    assert sky.labels[0] == Label(values=(1, 4), kind="rating", scale=(0, 4), dimension="helpfulness")
    assert {label.dimension: label.values for label in sky.labels[1:]} == {
        "correctness": (2, 4),
        "coherence": (4, 4),
        "complexity": (0, 2),
        "verbosity": (0, 1),
    }
    assert len(fruit.responses) == 1 and fruit.responses[0].extra == {"split": "train"}


def test_a_prompt_of_several_turns() -> None:
    _, fruit = fixture("helpsteer")
    assert [(turn.role, turn.text) for turn in fruit.prompt] == [
        ("user", "Hi!"),
        ("assistant", "Hello, what is it?"),
        ("user", "Name a fruit."),
    ]
