"""Requests as OpenRLHF's client sends them: three lists; it reads rewards, scores and extra_logs."""

from __future__ import annotations

import pytest

from plaudit.core import Sample, Score, ScorerInfo, answer, user
from plaudit.models import RewardModel
from plaudit.rules._rule import Rule
from plaudit.rules.flaky import flaky
from plaudit.runs import run
from plaudit.serve import make_app
from plaudit.serve.background import serving
from tests.serve.live import http

ASKED = {
    "query": ["What is shown?\nA red circle.", "How many shapes are there? Four."],
    "prompts": ["What is shown?\n", "How many shapes are there?"],
    "labels": ["A circle.", None],
}


def test_rewards_are_the_scores_of_python(url: str, model: RewardModel) -> None:
    reply = http.post(f"{url}/get_reward", json=ASKED)
    assert reply.status_code == 200, reply.text
    same = [
        Sample(id="a", prompt=(user("What is shown?\n"),), responses=(answer("A red circle."),)),
        Sample(id="b", prompt=(user("How many shapes are there?"),), responses=(answer(" Four."),)),
    ]
    here = [s for verdict in run(model, same) for s in verdict.scores if isinstance(s, Score)]
    found = reply.json()
    assert found["rewards"] == found["scores"] == pytest.approx([score.value for score in here], abs=1e-6)
    assert found["extra_logs"]["style"] == pytest.approx([score.dims["style"] for score in here], abs=1e-6)
    assert found["extra_logs"]["overall"] == found["rewards"]
    assert found["errors"] == [None, None]


def test_a_failure_is_null_and_never_0() -> None:
    with serving(make_app(flaky(rate=1.0))) as url:
        found = http.post(f"{url}/get_reward", json=ASKED).json()
    assert found["rewards"] == found["scores"] == [None, None]
    assert [error["type"] for error in found["errors"]] == ["down", "down"]


def test_a_label_is_the_reference_for_a_scorer_that_reads_it() -> None:
    info = ScorerInfo(name="reads", reads=frozenset({"reference"}))
    texts = Rule(info, lambda sample, i: Score(value=float(sum(len(part.text) for part in sample.reference))))
    with serving(make_app(texts)) as url:
        assert http.post(f"{url}/get_reward", json=ASKED).json()["rewards"] == [9.0, 0.0]  # "A circle."
        numbers = ASKED | {"labels": [42, {"answer": 4}]}
        assert http.post(f"{url}/get_reward", json=numbers).json()["rewards"] == [2.0, 13.0]  # 42, {"answer": 4}


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"prompts": ["What?", "How many shapes are there?"]}, "query[0]: it does not begin with its prompt"),
        ({"labels": [None]}, "1 labels"),
        ({"prompts": None}, "prompts"),
    ],
)
def test_lists_that_do_not_fit_are_refused(url: str, change: dict[str, object], word: str) -> None:
    reply = http.post(f"{url}/get_reward", json=ASKED | change)
    assert reply.status_code == 400
    assert word in reply.json()["error"]["message"]
