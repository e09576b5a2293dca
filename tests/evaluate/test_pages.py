from __future__ import annotations

from plaudit.core import Score, Unscored, Verdict
from plaudit.evaluate import evaluate, sections
from plaudit.report import Histogram, Rates, Reliability
from plaudit.rules.constant import constant
from plaudit.rules.longest import longest
from tests.evaluate.test_evaluate import MIXED, rated
from tests.fakes import pair


def test_series_stand_side_by_side_and_the_first_is_shown_closely() -> None:
    after, before = evaluate(longest(), MIXED), evaluate(constant(), MIXED)
    accuracy, scores, calibration, wrong, right = sections({"after": after, "before": before}, MIXED)
    (rates,), (histogram,), (reliability,) = accuracy.figures, scores.figures, calibration.figures
    assert isinstance(rates, Rates)
    assert list(rates.series) == ["after", "before"]
    assert list(rates.series["after"]) == ["overall", "mean over kind", "kind=colour", "kind=count", "style=plain"]
    assert rates.series["before"]["overall"].value == 0.0
    assert isinstance(histogram, Histogram)
    assert histogram.groups == {"preferred": [4, 1, 4, 4], "not preferred": [1, 4, 1, 4]}
    assert isinstance(reliability, Reliability)
    assert [e.sample.id for e in wrong.examples] == ["b"]
    assert {e.sample.id for e in right.examples} == {"a", "c"}
    assert {e.result for e in right.examples} == {"right"}


def test_mistakes_come_the_most_confident_first_and_no_more_than_asked() -> None:
    samples = [pair(str(k), "s", "x" * (k + 2)) for k in range(9)]
    found = sections({"it": evaluate(longest(), samples)}, samples, examples=2)
    assert [e.sample.id for e in found[3].examples] == ["8", "7"]


def test_failures_have_examples_of_their_own() -> None:
    samples = [pair("a", "long", "s"), pair("b", "long", "s")]
    verdicts = [
        Verdict(sample_id="a", scores=(Score(value=1.0), Score(value=0.0))),
        Verdict(sample_id="b", scores=(Score(value=1.0), Unscored(why="down"))),
    ]
    found = sections({"it": evaluate(verdicts, samples)}, samples)
    assert [(s.title, [e.sample.id for e in s.examples]) for s in found if s.examples] == [
        ("Right, drawn at random", ["a"]),
        ("Without a score", ["b"]),
    ]


def test_ratings_alone_have_no_sections_of_comparisons() -> None:
    samples = [rated("a", 1.0, "x"), rated("b", 2.0, "yy")]
    assert sections({"it": evaluate(longest(), samples)}, samples) == []
