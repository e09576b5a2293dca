from __future__ import annotations

import math
from dataclasses import replace

import pytest

from plaudit.compose.gate import gate
from plaudit.core import Score, Unscored, UsageError
from plaudit.rules.longest import longest
from plaudit.rules.required_format import required_format
from tests.compose.promises import asked, check_composition, one, told, usage_of, value

DOWN = Unscored(why="down")


def test_keeps_the_promises_of_a_composition() -> None:
    check_composition(lambda a, b: gate(a, b, threshold=0.5, closed=-1.0))


def test_open_at_the_threshold_and_closed_below() -> None:
    made = gate(told(yes=0.5, no=0.25), told(yes=3.0, no=4.0), threshold=0.5, closed=-2.0)
    sample = asked("yes", "no")
    assert one(made, sample, 0) == Score(value=3.0, dims={"condition": 0.5, "scorer": 3.0})
    assert one(made, sample, 1) == Score(value=-2.0, dims={"condition": 0.25})


def test_the_scorer_is_not_asked_where_all_is_closed() -> None:
    behind = told("behind")
    condition = told("condition", no=0.0)
    made = gate(condition, behind, threshold=0.5, closed=0.0)
    verdicts = made.score(
        [replace(asked(*texts), id=str(k)) for k, texts in enumerate((("no", "no"), ("no", "x"), ()))]
    )
    assert [s.id for s in behind.seen] == ["1"]
    assert [len(v.scores) for v in verdicts] == [2, 2, 0]
    assert verdicts[0].usage == {"calls": 1, "condition": 2}


def test_a_failure_behind_a_closed_gate_is_ignored_and_behind_an_open_one_is_not() -> None:
    made = gate(told(no=0.0), told("behind", no=DOWN, yes=DOWN), threshold=0.5, closed=-1.0)
    assert value(made, asked("no", "yes"), 0) == -1.0
    assert one(made, asked("no", "yes"), 1) == Unscored(why="down", detail="part 'scorer' is down", by="behind")


def test_a_failing_condition_fails_the_response() -> None:
    made = gate(told("first", x=DOWN), told(x=1.0), threshold=0.5, closed=-1.0)
    assert one(made, asked("x")) == Unscored(why="down", detail="part 'condition' is down", by="first")


def test_a_rule_before_a_scorer() -> None:
    made = gate(required_format(), longest(), threshold=1.0, closed=0.0)
    assert value(made, asked("<think>a</think><answer>b</answer>")) == 34.0
    assert value(made, asked("b")) == 0.0


def test_bounds_hold_the_closed_value() -> None:
    assert gate(longest(), told(), threshold=1.0, closed=-9.0).info.bounds == (-9.0, 5.0)
    assert gate(told(), longest(), threshold=1.0, closed=0.0).info.bounds is None


def test_usage_is_summed_and_votes_are_dropped() -> None:
    a, b = told("a"), told("b")
    (verdict,) = gate(a, b, threshold=0.0, closed=0.0).score([asked("x")])
    assert verdict.usage == usage_of(a, b)
    assert gate(a, b, threshold=0.0, closed=0.0).score([asked("x", "y")])[0].votes == ()


@pytest.mark.parametrize(("threshold", "closed"), [(math.nan, 0.0), (0.0, math.inf), (0.0, math.nan)])
def test_wrong_options_are_refused(threshold: float, closed: float) -> None:
    with pytest.raises(UsageError):
        gate(told(), told(), threshold=threshold, closed=closed)
