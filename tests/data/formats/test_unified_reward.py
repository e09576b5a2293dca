from __future__ import annotations

from pathlib import Path

import pytest

from plaudit.core import DataError, Image, Text, Video
from plaudit.data.formats.unified_reward import unified_reward
from plaudit.data.io import fitting
from tests.data.formats.fixture import FOLDER, fixture, winner, won


def test_pairs_of_media_and_of_answers() -> None:
    kite, animal, birds, dog = fixture("unified_reward")
    assert won(kite) == Path("HPD/b.jpg") and kite.prompt[0].text == "A red [toy] kite"
    assert kite.labels[0].note == "Image 2 is better than Image 1."
    assert winner(animal) == "A cat." and animal.responses[1].text == "A dog."
    assert animal.prompt[0].parts == (Image(FOLDER / "cat.jpg"), Text("What is shown?"))
    assert winner(birds) == "Two." and birds.prompt[0].text == "How many birds?"
    assert [pair.gap for pair in dog.labels[0].pairs()] == [0.0] and dog.responses[0].parts == (
        Video(FOLDER / "a.mp4"),
    )


@pytest.mark.parametrize(
    ("asked", "said", "what"),
    [
        ("Text Caption: [a]", "Image 1 is better", "it is about 2, but the row has 1 media"),
        ("Which?", "Image 1 is better", "no caption and no question"),
        ("Text Caption: [a]", "Both are fine", "says of neither"),
        ("Text Caption: [a]", "In part Image 1 is better. So Image 2 is better. It is red.", "or of both"),
    ],
)
def test_bad_rows(asked: str, said: str, what: str) -> None:
    row = {"problem": asked, "solution": said, "images": ["a.jpg"]}
    with pytest.raises(DataError, match=what) as error:
        unified_reward.read(row, "a.jsonl:1", FOLDER)
    assert error.value.where == "a.jsonl:1: solution"


@pytest.mark.parametrize(
    "said",
    [
        "<think>Some say Answer 1 is better.</think><answer>Answer 2 is better</answer>",
        "In detail the first response is better. But on the whole, the second response is slightly better.",
        "Answer 2 is better.\nIt is shorter.",
    ],
)
def test_the_only_verdict_or_that_of_the_last_sentence(said: str) -> None:
    row = {"problem": "\nQuestion: q\nAnswer 1: a\nAnswer 2: b", "solution": said}
    assert winner(unified_reward.read(row, "a.jsonl:1", FOLDER)) == "b"


def test_it_is_known_by_what_was_asked_too() -> None:
    turns = [{"from": "human", "value": "Which?"}, {"from": "gpt", "value": "Image 1 is better."}]
    assert fitting([{"conversations": turns, "images": ["a.jpg"]}]) == []
