from __future__ import annotations

import math
from dataclasses import replace

import pytest

from plaudit.core import Criterion, Sample, Score, Unscored
from plaudit.judges.yes_token import DEFAULT, yes_token
from plaudit.models.generators.local import local
from plaudit.runs.contract import check_scorer
from tests.fakes import pair
from tests.judges.scripted import Weighed

SAMPLE = pair("a", "yes, it is", "no")
CRITERIA = (
    Criterion(text="Is it polite?", dimension="style", weight=3.0),
    Criterion(text="Is it short?", dimension="style"),
    Criterion(text="Is it true?", dimension="facts", weight=0.0),
)
P = {"polite": 0.9, "short": 0.5, "true": 0.2}


def by_criterion(task: str, said: str) -> float:
    p = next((p for word, p in P.items() if word in task), 0.6)
    return math.log(p / 7) if said == "Yes" else math.log((1 - p) / 7)


def test_a_score_is_the_share_of_yes() -> None:
    (verdict,) = yes_token(Weighed(by_criterion), criterion="Is it kind?").score([SAMPLE])
    assert [s.value for s in verdict.scores if isinstance(s, Score)] == pytest.approx([0.6, 0.6])
    assert verdict.usage == {"calls": 2}


def test_probabilities_far_apart_stay_in_bounds() -> None:
    for yes, no, want in ((-5000.0, 0.0, 0.0), (0.0, -5000.0, 1.0)):
        (verdict,) = yes_token(Weighed(lambda t, said, y=yes, n=no: y if said == "Yes" else n)).score([SAMPLE])  # type: ignore[misc]
        assert isinstance(verdict.scores[0], Score) and verdict.scores[0].value == pytest.approx(want, abs=1e-300)


def test_criteria_are_weighted_and_their_dimensions_shown_where_they_were_declared() -> None:
    """style: (3 * 0.9 + 1 * 0.5) / 4 = 0.8; the weight of facts is 0, so it has no mean."""
    judge = yes_token(Weighed(by_criterion), dimensions=["style", "facts"])
    (verdict,) = judge.score([replace(SAMPLE, criteria=CRITERIA)])
    score = verdict.scores[0]
    assert isinstance(score, Score)
    assert score.value == pytest.approx(0.8) and score.dims == {"style": pytest.approx(0.8)}
    assert verdict.usage == {"calls": 6}
    (plain,) = yes_token(Weighed(by_criterion)).score([replace(SAMPLE, criteria=CRITERIA)])
    assert isinstance(plain.scores[0], Score) and plain.scores[0].dims == {}


def test_weights_without_a_mean_are_a_reason() -> None:
    for weight in (0.0, -1.0):
        criteria = (Criterion(text="Is it short?", weight=weight),)
        (verdict,) = yes_token(Weighed(by_criterion)).score([replace(SAMPLE, criteria=criteria)])
        assert isinstance(verdict.scores[0], Unscored) and verdict.scores[0].why == "unsupported"


def test_a_failing_criterion_fails_its_response_alone() -> None:
    down = Unscored(why="down", detail="gone")
    judge = yes_token(Weighed(lambda task, said: down if "yes, it is" in task else by_criterion(task, said)))
    (verdict,) = judge.score([SAMPLE])
    assert verdict.scores[0] == Unscored(why="down", detail="gone", by="judge:yes_token")
    assert isinstance(verdict.scores[1], Score)


def test_the_model_is_asked_once_for_the_beginnings_of_yes_and_no() -> None:
    model = Weighed(by_criterion)
    judge = yes_token(model)
    judge.score([SAMPLE, Sample(id="none", prompt=SAMPLE.prompt)])
    (asked,) = model.calls
    assert [task.id for task in asked] == ['["a", 0, 0]', '["a", 1, 0]']
    assert all([r.text for r in task.responses] == ["Yes", "No"] for task in asked)
    assert not any(r.complete for task in asked for r in task.responses)
    assert all(DEFAULT in task.prompt[-1].text and not task.labels for task in asked)


def test_it_is_a_scorer() -> None:
    check_scorer(yes_token(Weighed(by_criterion)), [SAMPLE, pair("b", "red", "green", image="red")])


def test_plaudit_tiny_is_a_scorer_too(tiny: local) -> None:
    check_scorer(yes_token(tiny, "lab_yes_token"), [pair("b", "There is a red star.", "No.", image="red")])
