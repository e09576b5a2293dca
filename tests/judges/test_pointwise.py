from __future__ import annotations

import math

import pytest

from plaudit.core import Label, Score, Unscored
from plaudit.judges.pointwise import pointwise
from plaudit.models.generators.local import local
from plaudit.runs.contract import check_scorer
from tests.fakes import pair
from tests.judges.scripted import Scripted

SAMPLE = pair("a", "yes, it is", "no")


def test_a_score_is_the_mean_of_the_ratings_that_can_be_read() -> None:
    """8, 8, 5 and one lost: mean 7, deviation sqrt((1 + 1 + 4) / 3)."""
    answers = ("Rating: 8", "I cannot tell.", "Rating: 8", "Rating: 5")
    (verdict,) = pointwise(Scripted(lambda task, k: answers[k]), k=4).score([SAMPLE])
    score = verdict.scores[0]
    assert isinstance(score, Score) and score == verdict.scores[1]
    assert score.value == 7 and score.sd == pytest.approx(math.sqrt(2)) and score.rationale == "Rating: 8"
    assert score.atoms == ((5, pytest.approx(1 / 3)), (8, pytest.approx(2 / 3)))
    assert verdict.usage == {"calls": 8, "unparsed": 2}
    assert verdict.votes[1] == Label(
        values=(None,), of=(0,), kind="rating", scale=(1, 10), annotator="judge:pointwise", decision="missing",
        note="I cannot tell.",
    )  # fmt: skip


def test_one_rating_has_no_deviation() -> None:
    (verdict,) = pointwise(Scripted(lambda task, k: "Rating: 3")).score([SAMPLE])
    assert verdict.scores[0] == Score(value=3, atoms=((3, 1),), rationale="Rating: 3")


def test_what_cannot_be_read_or_asked_is_a_reason() -> None:
    media = Unscored(why="media", detail="no such file")
    judge = pointwise(Scripted(lambda task, k: media if "yes" in task else "Rating: 11"))
    (verdict,) = judge.score([SAMPLE])
    failed, unread = verdict.scores
    assert failed == Unscored(why="media", detail="no such file", by="judge:pointwise")
    assert unread == Unscored(why="unparsed", detail="no rating in 'Rating: 11'", by="judge:pointwise")


def test_the_generator_is_called_once_with_tasks_of_their_own_ids() -> None:
    generator = Scripted(lambda task, k: "Rating: 1")
    judge = pointwise(generator)
    judge.score([SAMPLE, pair("b", "x", "y")])
    assert judge.score([]) == []
    (asked,) = generator.calls
    assert [task.id for task in asked] == ['["a", 0]', '["a", 1]', '["b", 0]', '["b", 1]']


def test_it_is_a_scorer() -> None:
    judge = pointwise(Scripted(lambda task, k: f"Rating: {1 + len(task) % 10}"))
    check_scorer(judge, [SAMPLE, pair("b", "red", "green", image="red")])


def test_plaudit_tiny_is_a_scorer_too(tiny: local) -> None:
    check_scorer(pointwise(tiny, "lab_pointwise"), [pair("b", "There is a red star.", "No.", image="red")])
