from __future__ import annotations

import csv
import math
from dataclasses import replace
from pathlib import Path

import pytest

from plaudit.core import DataError, Label, Sample, Score, ScorerInfo, Unscored, Verdict, answer, prefer, user
from plaudit.evaluate import Evaluation, evaluate
from plaudit.metrics import TieRule, wilson
from plaudit.rules.constant import constant
from plaudit.rules.longest import longest
from plaudit.rules.random_score import random_score
from plaudit.runs import Replayed
from tests.fakes import pair

DATA = Path(__file__).parents[3] / "shared" / "data" / "mj_bench_quality"
PUBLISHED = {  # its README: human, mpii, objects_indoor, blur
    "ImageReward": (0.670, 0.677, 0.660, 0.929),
    "aesthetics": (0.960, 0.855, 0.760, 0.971),
    "blipscore": (0.290, 0.323, 0.220, 0.600),
    "clipscore_v2": (0.600, 0.355, 0.780, 0.826),
    "hps_v2.1": (0.980, 0.750, 0.980, 0.989),
    "pickscore_v1": (0.950, 0.796, 0.990, 0.954),
}
SUBSETS = ("human", "mpii", "objects_indoor", "blur")
MIXED = [  # for the longest answer: right, wrong, right, tied
    pair("a", "long", "s", "kind=count", "style=plain"),
    pair("b", "s", "long", "kind=count", "style=plain"),
    pair("c", "long", "s", "kind=colour", "style=plain"),
    pair("d", "even", "same", "kind=colour", "style=plain"),
]


def value(evaluation: Evaluation) -> float:
    assert evaluation.accuracy is not None
    return evaluation.accuracy.value


@pytest.mark.parametrize("model", PUBLISHED)
def test_published_scores_give_the_published_accuracies(model: str) -> None:
    if not DATA.exists():
        pytest.skip("mj_bench_quality is not beside this repository")
    with (DATA / "rm_scores.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["model"] == model]
    samples = [
        pair(f"{row['subset']}/{row['pair_id']}", "clean", "artefact", f"subset={row['subset']}") for row in rows
    ]
    scorer = Replayed(DATA / "rm_scores.csv", key=["subset", "pair_id"], where={"model": model})
    found = evaluate(scorer, samples)
    assert len(samples) == 770
    for subset, published in zip(SUBSETS, PUBLISHED[model], strict=True):
        estimate = found.by_tag[f"subset={subset}"]
        assert estimate.value == pytest.approx(published, abs=0.0006)  # one of them is 175/220 = .7955, given as .796
        assert estimate.low < estimate.value < estimate.high
    assert found.macro["subset"].value == pytest.approx(sum(PUBLISHED[model]) / 4, abs=0.0005)
    assert found.counts["right"] == sum(row["pred"] == row["label"] for row in rows)


@pytest.mark.parametrize(("ties", "expected", "n"), [("wrong", 0.5, 4), ("half", 0.625, 4), ("drop", 2 / 3, 3)])
def test_a_tie_is_worth_what_the_rule_says(ties: TieRule, expected: float, n: int) -> None:
    found = evaluate(longest(), MIXED, ties=ties)
    assert found.accuracy is not None
    assert (found.accuracy.value, found.accuracy.n) == (expected, n)
    assert found.counts == {"right": 2, "wrong": 1, "tied": 1, "unscored": 0}


def test_accuracy_by_tag_and_facet() -> None:
    found = evaluate(longest(), [*MIXED, pair("e", "long", "s", "kind=colour")])
    assert {tag: e.value for tag, e in found.by_tag.items()} == {
        "kind=colour": pytest.approx(2 / 3),
        "kind=count": 0.5,
        "style=plain": 0.5,
    }
    assert list(found.macro) == ["kind"]  # a facet of one value has no macro mean
    assert found.macro["kind"].value == pytest.approx((2 / 3 + 1 / 2) / 2)


def test_what_has_no_score_counts_as_not_right() -> None:
    verdicts = longest().score(MIXED)[:3]
    verdicts[0] = Verdict(sample_id="a", scores=(Score(value=1.0), Unscored(why="media")))
    found = evaluate(verdicts, MIXED)
    assert found.counts == {"right": 1, "wrong": 1, "tied": 0, "unscored": 2}
    assert value(found) == 0.25
    assert found.unscored == {"media": 1, "missing": 2}
    assert "3 of 8 responses have no score (media 1, missing 2) and count as not right" in found.headline


def test_a_label_that_ties_is_no_comparison() -> None:
    tie = Sample(id="t", prompt=(user("?"),), responses=(answer("a"), answer("bb")), labels=(Label(values=(1.0, 1.0)),))
    found = evaluate(longest(), [*MIXED, tie])
    assert (value(found), found.label_ties) == (0.5, 1)
    assert "1 comparisons that a label ties are left out" in found.headline


def test_comparisons_of_one_prompt_are_one_group() -> None:
    # Ten labels of one pair, all right: one group, worth one comparison.
    samples = [pair("a", "long", "s")]
    many = Sample(
        id="a", prompt=samples[0].prompt, responses=samples[0].responses, labels=tuple(prefer(0, 1) for _ in range(10))
    )
    found = evaluate(longest(), [many]).accuracy
    assert found is not None
    assert (found.value, found.low, found.n) == (1.0, wilson(1.0, 1)[0], 10)


def test_a_scorer_that_guesses_is_at_chance() -> None:
    samples = [pair(str(k), "yes", "no") for k in range(2000)]
    found = evaluate(random_score(), samples).accuracy
    assert found is not None
    assert found.low < 0.5 < found.high
    assert found.high - found.low == pytest.approx(2 * 1.96 * math.sqrt(0.25 / 2000), rel=0.05)


def test_calibration_is_of_the_margins() -> None:
    found = evaluate(longest(), MIXED).calibration
    assert found is not None
    # Margins 3, -3, 3 and 0: losses log(1 + e^-3) twice, log(1 + e^3) and log 2.
    expected = (2 * math.log1p(math.exp(-3)) + math.log1p(math.exp(3)) + math.log(2)) / 4
    assert found.log_loss.value == pytest.approx(expected)
    assert [b.accuracy.n for b in found.bins] == [1, 3]
    # Confidence sigmoid(3) against 2 of 3 right; the tie is off by nothing.
    assert found.error.value == pytest.approx(3 / 4 * (1 / (1 + math.exp(-3)) - 2 / 3))


def test_other_dimensions_have_their_own_scores() -> None:
    sample = Sample(
        id="s",
        prompt=(user("?"),),
        responses=(answer("a"), answer("b")),
        labels=(Label(values=(1.0, 0.0), dimension="style"), prefer(1, 0)),
    )
    scores = (Score(value=0.0, dims={"style": 2.0}), Score(value=1.0, dims={"style": 1.0}))
    found = evaluate([Verdict(sample_id="s", scores=scores)], [sample], dimension="style")
    assert (value(found), found.better.tolist(), found.worse.tolist()) == (1.0, [2.0], [1.0])


def rated(name: str, stars: float, text: str) -> Sample:
    label = Label(values=(stars,), kind="rating", scale=(1.0, 5.0))
    return Sample(id=name, prompt=(user(name),), responses=(answer(text),), labels=(label,))


def test_ratings_are_ranked() -> None:
    samples = [rated(str(k), stars, "x" * k) for k, stars in enumerate([2.0, 1.0, 4.0, 3.0, 5.0])]
    found = evaluate(longest(), samples)
    assert found.accuracy is None
    assert found.spearman is not None
    assert found.spearman.value == pytest.approx(0.8)
    assert found.spearman.n == 5
    assert found.headline.startswith("longest: Spearman 0.800")
    assert found.to_json()["accuracy"]["overall"] is None


def test_scores_that_hold_within_a_sample_are_not_ranked_across() -> None:
    with pytest.raises(DataError, match="no label compares or rates"):
        evaluate(random_score(), [rated("a", 1.0, "x"), rated("b", 2.0, "y")])


def test_a_dimension_without_labels_is_named() -> None:
    with pytest.raises(DataError, match=r"on 'taste'\. The dimensions of these labels: overall"):
        evaluate(longest(), MIXED, dimension="taste")


def test_a_scorer_that_ties_everything() -> None:
    wrong, dropped = evaluate(constant(), MIXED), evaluate(constant(), MIXED, ties="drop")
    assert value(wrong) == 0.0
    assert dropped.accuracy is None
    assert dropped.headline == "constant: no comparison counts; 4 of its ties are left out"
    assert wrong.calibration is not None
    assert wrong.calibration.log_loss.value == pytest.approx(math.log(2))


def test_scores_of_a_blind_scorer_are_reported_as_missing() -> None:
    blind = replace(longest(), info=ScorerInfo(name="blind"))
    found = evaluate(blind, [pair("a", "long", "s", image="red")])
    assert (value(found), found.unscored) == (0.0, {"unsupported": 2})
    assert found.calibration is None
