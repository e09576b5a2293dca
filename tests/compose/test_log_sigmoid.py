from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaudit.compose.log_sigmoid import log_sigmoid
from plaudit.core import Score, UsageError
from plaudit.rules.longest import longest
from tests import strategies  # noqa: F401  (fixes the seed)
from tests.compose.promises import asked, check_composition, one, told, value


def test_keeps_the_promises_of_a_composition() -> None:
    check_composition(lambda a, b: log_sigmoid({"a": a, "b": b}, tau={"a": 10.0, "b": 0.5}))


def test_a_score_at_its_reference_is_worth_minus_log_2() -> None:
    made = log_sigmoid({"a": told(x=3.0), "b": told(x=4.0)}, reference={"a": 3.0, "b": 4.0})
    score = one(made, asked("x"))
    assert isinstance(score, Score)
    assert score.value == pytest.approx(-2 * math.log(2))
    assert score.dims == {"a": 3.0, "b": 4.0}


def test_reference_and_tau_shift_and_scale() -> None:
    made = log_sigmoid({"a": told(x=4.0)}, reference={"a": 1.0}, tau={"a": 3.0})
    assert value(made, asked("x")) == pytest.approx(math.log(1 / (1 + math.exp(-1))))  # (4 - 1) / 3 = 1


def test_one_bad_count_is_not_made_good_by_another() -> None:
    made = log_sigmoid({"a": told(even=1.0, odd=5.0), "b": told(even=1.0, odd=-3.0)})
    sample = asked("even", "odd")
    assert value(made, sample, 0) > value(made, sample, 1)  # both sum to 2


def test_far_scores_stay_finite() -> None:
    made = log_sigmoid({"a": told(low=-1e6, high=1e6)})
    assert value(made, asked("low")) == -1e6
    assert value(made, asked("high")) == 0.0


def test_bounds_follow_where_all_parts_have_them() -> None:
    low, high = log_sigmoid({"a": told(), "b": told()}).info.bounds or (0.0, 0.0)
    assert low == pytest.approx(-2 * math.log(1 + math.exp(5)))
    assert high == pytest.approx(-2 * math.log(1 + math.exp(-5)))
    assert log_sigmoid({"a": told(), "b": longest()}).info.bounds is None


@given(st.floats(-50, 50), st.floats(-50, 50), st.floats(0.01, 10))
def test_rises_with_each_part_and_stays_below_0(score: float, other: float, gain: float) -> None:
    made = log_sigmoid({"a": told(x=score, y=score + gain), "b": told(x=other, y=other)})
    assert value(made, asked("x")) <= value(made, asked("y")) <= 0


def test_wrong_options_are_refused() -> None:
    with pytest.raises(UsageError, match="tau"):
        log_sigmoid({"a": told()}, tau={"a": 0.0})
    with pytest.raises(UsageError, match="parts a"):
        log_sigmoid({"a": told()}, reference={"b": 0.0})
