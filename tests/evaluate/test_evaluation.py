from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from plaudit.core import Score, Unscored, Verdict
from plaudit.evaluate import evaluate
from plaudit.evaluate.evaluation import by_tag
from plaudit.rules.longest import longest
from tests.evaluate.test_evaluate import MIXED


def test_every_figure_is_in_the_json(tmp_path: Path) -> None:
    found = evaluate(longest(), MIXED, run_path=tmp_path / "run.jsonl")
    written = json.loads(json.dumps(found.to_json(), allow_nan=False))
    assert written["accuracy"]["overall"].keys() == {"value", "low", "high", "n"}
    assert written["accuracy"]["by_tag"]["kind=count"]["n"] == 2
    assert written["counts"] == {"right": 2, "wrong": 1, "tied": 1, "unscored": 0, "label_ties": 0, "responses": 8}
    # Lengths of the preferred answers: 4, 1, 4, 4.
    quantiles = {"min": 1, "q25": 3.25, "median": 4, "q75": 4, "max": 4}
    assert written["scores"]["better"] == {"n": 4, "mean": 3.25, "sd": pytest.approx(math.sqrt(27 / 16)), **quantiles}
    assert len((tmp_path / "run.jsonl").read_text().splitlines()) == 5


def test_the_headline_says_all_that_matters() -> None:
    found = evaluate(longest(), MIXED)
    assert found.headline.startswith("longest: 50.0% right [")
    assert found.headline.endswith("] of 4 comparisons; 1 of its ties count as wrong")
    verdicts = longest().score(MIXED)[1:]
    broken = Verdict(sample_id="a", scores=(Score(value=1.0), Unscored(why="media")))
    said = evaluate([broken, *verdicts], MIXED, ties="half").headline
    assert "1 of 8 responses have no score (media 1) and count as not right; 1 of its ties count half" in said


def test_outcomes_are_found_by_tag() -> None:
    outcomes = evaluate(longest(), MIXED).outcomes
    assert by_tag(outcomes, [3, 1]) == {"kind=colour": [3], "kind=count": [1], "style=plain": [3, 1]}
