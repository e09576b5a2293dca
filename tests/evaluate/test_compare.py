from __future__ import annotations

import json

import pytest

from plaudit.core import UsageError
from plaudit.evaluate import compare, evaluate, paired
from plaudit.rules.constant import constant
from plaudit.rules.longest import longest
from tests.fakes import pair

# For the longest answer: right, right, wrong, tied.
SAMPLES = [
    pair("a", "long", "s", "kind=x"),
    pair("b", "long", "s", "kind=y"),
    pair("c", "s", "long", "kind=y"),
    pair("d", "even", "same", "kind=y"),
]


def test_the_difference_is_paired_overall_and_by_tag() -> None:
    found = compare(longest(), constant(), SAMPLES)
    assert found.overall is not None
    # Points 1, 1, 0, 0 against 0, 0, 0, 0.
    assert (found.overall.value, found.overall.n) == (0.5, 4)
    assert {tag: e.value for tag, e in found.by_tag.items()} == {"kind=x": 1.0, "kind=y": pytest.approx(1 / 3)}
    assert json.loads(json.dumps(found.to_json()))["difference"]["overall"]["value"] == 0.5


def test_half_points_and_dropped_ties() -> None:
    half = compare(longest(), constant(), SAMPLES, ties="half").overall
    assert half is not None
    assert half.value == pytest.approx((0.5 + 0.5 - 0.5 + 0) / 4)
    assert compare(longest(), constant(), SAMPLES, ties="drop").overall is None


def test_a_scorer_differs_from_itself_by_nothing_known() -> None:
    found = compare(longest(), longest(), SAMPLES).overall
    assert found is not None
    assert found.value == 0
    assert found.low < 0 < found.high


def test_other_comparisons_or_rules_cannot_be_paired() -> None:
    a = evaluate(longest(), SAMPLES)
    for b in (evaluate(longest(), SAMPLES[:3]), evaluate(longest(), SAMPLES, ties="half")):
        with pytest.raises(UsageError, match="not the same or not under the same rule"):
            paired(a, b)
