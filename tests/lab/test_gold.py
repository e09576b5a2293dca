from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace

import pytest

from plaudit.core import Sample, Score, Unscored, answer, user
from plaudit.lab import GoldScorer, candidates, fault_pairs, gold_score
from plaudit.lab.gold import OFF_TOPIC, faults
from plaudit.lab.scenes import Look, Scene, Thing
from plaudit.runs.contract import check_scorer

SCENE = Scene((Thing(Look("red", "circle"), 0, "large", "7"), Thing(Look("blue", "star"), 4, "small")))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("There is a red circle.", {}),
        ("There is a red star.", {"existence": 1}),
        ("The circle in the top left is blue. The red circle is small.", {"attribute": 2}),
        ("There is a red circle. The red circle is below the blue star.", {"relation": 1}),
        ("There are three circles. The blue star shows a 3. There is one star.", {"count": 1, "digit": 1}),
        ("There is a red star. There is a red star.", {"existence": 2}),
        ("The weather is fine. There is a red circle.", {OFF_TOPIC: 1}),
        ("The weather is fine. There is a red star.", {OFF_TOPIC: 1, "existence": 1}),
        ("", {OFF_TOPIC: 1}),
        (" \n", {OFF_TOPIC: 1}),
        ("...", {OFF_TOPIC: 1}),
    ],
)
def test_faults_are_counted_by_kind(text: str, expected: dict[str, int]) -> None:
    assert faults(text, SCENE) == Counter(expected)
    score = gold_score(text, SCENE)
    assert score.value == -sum(expected.values())
    assert {k: v for k, v in score.dims.items() if v} == {k: -v for k, v in expected.items()}
    assert score.dims.keys() == set(GoldScorer.info.dimensions)


def test_flawless_is_plain_zero() -> None:
    score = gold_score("There is a red circle.", SCENE)
    numbers = [score.value, *(d for d in score.dims.values() if isinstance(d, float))]
    assert [math.copysign(1, x) for x in numbers] == [1.0] * 7  # -0.0 would print as such


def test_the_scorer_reads_the_scene_of_each_sample() -> None:
    empty = Scene(()).to_json()
    sample = Sample(
        id="a",
        prompt=(user("Write a caption."),),
        responses=(answer("There is a red circle."), answer("There are no circles.")),
        extra={"scene": SCENE.to_json()},
    )
    seen, unseen = GoldScorer().score([sample, replace(sample, id="b", extra={"scene": empty})])
    assert (seen.sample_id, seen.get(0), seen.get(1)) == ("a", 0.0, -1.0)
    assert (unseen.sample_id, unseen.get(0), unseen.get(1)) == ("b", -1.0, 0.0)
    assert (seen.get(1, "count"), seen.get(1, "digit")) == (-1.0, 0.0)


@pytest.mark.parametrize("extra", [{}, {"scene": None}, {"scene": "red"}, {"scene": [["red", "circle"]]}])
def test_no_scene_is_no_score(extra: dict[str, object]) -> None:
    sample = Sample(id="a", prompt=(user("?"),), responses=(answer("There is a red circle."),), extra=extra)
    (verdict,) = GoldScorer().score([sample])
    (score,) = verdict.scores
    assert isinstance(score, Unscored)
    assert (score.why, score.by) == ("missing", "lab-gold")
    assert "not a sample of the lab: extra.scene" in score.detail


def test_the_scene_is_all_it_needs() -> None:
    (sample,) = fault_pairs(1, split="pretrain")
    (seen,) = GoldScorer().score([sample.seen_by(GoldScorer.info)])
    assert seen == GoldScorer().score([sample])[0]
    assert all(isinstance(score, Score) for score in seen.scores)


def test_it_keeps_what_a_scorer_promises() -> None:
    lab = [*fault_pairs(5, split="pretrain"), *candidates(2, split="pretrain")]
    foreign = Sample(id="foreign", prompt=(user("?"),), responses=(answer("There is a red circle."),))
    check_scorer(GoldScorer(), [*lab, foreign], tolerance=0.0)
