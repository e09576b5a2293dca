from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaudit.compose.ensemble import ensemble
from plaudit.core import Score, Unscored, UsageError
from plaudit.rules.longest import longest
from tests import strategies  # noqa: F401  (fixes the seed)
from tests.compose.promises import asked, check_composition, one, told, value

VALUES = st.lists(st.floats(-5, 5), min_size=1, max_size=5)


@pytest.mark.parametrize("options", [{}, {"worst": True}, {"k": 0.5}])
def test_keeps_the_promises_of_a_composition(options: dict[str, float]) -> None:
    check_composition(lambda a, b: ensemble([a, b], **options))  # type: ignore[arg-type]


def test_is_the_mean_and_says_how_far_the_members_are_apart() -> None:
    made = ensemble([told(x=1.0), told(x=3.0)])
    # mean 2, each 1 away from it
    assert one(made, asked("x")) == Score(value=2.0, sd=1.0, atoms=((1.0, 0.5), (3.0, 0.5)))


def test_worst_is_the_least_and_k_takes_standard_deviations_off() -> None:
    members = [told(x=1.0), told(x=3.0)]
    assert value(ensemble(members, worst=True), asked("x")) == 1.0
    assert value(ensemble(members, k=0.5), asked("x")) == 1.5  # 2 - 0.5 * 1


def test_a_failing_member_fails_the_response_by_name() -> None:
    made = ensemble([told("one"), told("two", x=Unscored(why="down"))])
    assert one(made, asked("x")) == Unscored(why="down", detail="part 'member 2' is down", by="two")


def test_bounds() -> None:
    assert ensemble([told(), told()]).info.bounds == (-5.0, 5.0)
    assert ensemble([told(), told()], k=1.0).info.bounds == (-10.0, 5.0)  # sd at most 5
    assert ensemble([told(), longest()]).info.bounds is None


@given(VALUES, st.floats(0, 2))
def test_stays_within_its_members_and_bounds(values: list[float], k: float) -> None:
    members = [told(x=v) for v in values]
    mean, worst = value(ensemble(members), asked("x")), value(ensemble(members, worst=True), asked("x"))
    assert worst == min(values)
    assert min(values) <= mean <= max(values)
    careful = ensemble(members, k=k)
    low, high = careful.info.bounds or (math.nan, math.nan)
    assert low <= value(careful, asked("x")) <= min(mean, high)


@given(st.data(), VALUES)
def test_order_of_the_members_does_not_matter(data: st.DataObject, values: list[float]) -> None:
    members = [told(x=v) for v in values]
    turned = data.draw(st.permutations(members))
    assert value(ensemble(members, k=1.0), asked("x")) == value(ensemble(turned, k=1.0), asked("x"))


@pytest.mark.parametrize("options", [{"k": -1.0}, {"k": math.nan}, {"worst": True, "k": 1.0}])
def test_wrong_options_are_refused(options: dict[str, float]) -> None:
    with pytest.raises(UsageError):
        ensemble([told()], **options)  # type: ignore[arg-type]


def test_no_members_are_refused() -> None:
    with pytest.raises(UsageError, match="no part"):
        ensemble([])
