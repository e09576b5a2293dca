from __future__ import annotations

from dataclasses import replace

import pytest

from plaudit.core import Image, Sample, Unscored, answer, user
from plaudit.lab import GoldScorer, candidates, fault_pairs
from plaudit.lab.render import draw, picture
from plaudit.lab.scenes import Scene
from plaudit.lab.sight import WORST, SightedScorer, seen
from plaudit.runs import run
from plaudit.runs.contract import check_scorer

PAIRS = list(fault_pairs(40, split="test"))


def scenes() -> list[Scene]:
    return [Scene.from_json(s.extra["scene"]) for s in PAIRS]


def test_it_sees_what_was_drawn() -> None:
    assert [seen(picture(scene)) for scene in scenes()] == scenes()
    assert seen(picture(Scene(()))) == Scene(())


def test_it_sees_a_larger_picture_too() -> None:
    assert [seen(Image(draw(scene).resize((168, 168)))) for scene in scenes()] == scenes()


def test_its_score_is_the_gold_score() -> None:
    samples = [*PAIRS, *candidates(5, split="test")]
    for own, gold in zip(run(SightedScorer(), samples), run(GoldScorer(), samples), strict=True):
        assert own == gold


@pytest.mark.parametrize(
    ("asked", "said", "value"),
    [
        ("Describe the image in detail.", "There is a red star.", -1.0),
        ("What is one object in the image?", "There is a red star.", -1.0),
        ("Please. What is one object in the image?", "Well. There is a red star.", -2.0),
        ("What size is the red star?", "There is a red star.", WORST),
        ("What size is the red star?", "Hello.", WORST),
    ],
)
def test_an_answer_to_another_question_is_worth_least(asked: str, said: str, value: float) -> None:
    sample = Sample(id="a", prompt=(user(picture(Scene(())), asked),), responses=(answer(said),))
    assert SightedScorer().score([sample])[0].get(0) == value


def test_no_picture_shows_nothing_and_a_broken_one_is_unscored() -> None:
    blind = replace(PAIRS[0], prompt=(user("Write a caption."),), responses=(answer("There is no star."),), labels=())
    broken = replace(blind, prompt=(user(Image(b"broken")),))
    one, two = SightedScorer().score([blind, broken])
    assert one.get(0) == -1.0 + 1.0
    said = two.get(0)
    assert isinstance(said, Unscored)
    assert said.why == "media"


def test_it_keeps_a_scorers_promises() -> None:
    check_scorer(SightedScorer(), PAIRS[:3])
