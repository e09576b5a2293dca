from __future__ import annotations

from statistics import fmean, pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaudit.compose.ensemble import ensemble
from plaudit.compose.normalised import normalised
from plaudit.core import Score, Unscored, UsageError
from plaudit.lab import GoldScorer
from plaudit.rules.longest import longest
from tests import strategies  # noqa: F401  (fixes the seed)
from tests.compose.promises import Told, asked, check_composition, one, told, value


@pytest.mark.parametrize("scale", [{}, {"mean": 2.0, "sd": 4.0}])
def test_keeps_the_promises_of_a_composition(scale: dict[str, float]) -> None:
    check_composition(lambda a, b: normalised(a, **scale))


def test_shifts_and_scales_by_what_is_given() -> None:
    made = normalised(told(x=8.0), mean=2.0, sd=4.0)
    assert value(made, asked("x")) == 1.5  # (8 - 2) / 4
    assert made.info.bounds == (-1.75, 0.75)  # -5 and 5
    assert made.info.comparable == "everywhere"


def test_standard_deviation_and_atoms_move_along_and_the_rest_stays() -> None:
    inner = ensemble([told(x=1.0), told(x=3.0)])
    score = one(normalised(inner, mean=2.0, sd=4.0), asked("x"))
    assert score == Score(value=0.0, sd=0.25, atoms=((-0.25, 0.5), (0.25, 0.5)))
    whole = Score(value=1.0, dims={"d": 7.0}, steps=(1.0,), rationale="why")
    moved = one(normalised(Told({"x": whole}), mean=1.0, sd=2.0), asked("x"))
    assert moved == Score(value=0.0, dims={"d": 7.0}, steps=(1.0,), rationale="why")
    assert normalised(GoldScorer()).info.dimensions == GoldScorer().info.dimensions


def test_within_a_sample() -> None:
    made = normalised(told(a=1.0, b=2.0, c=3.0))
    sample = asked("a", "b", "c")
    # mean 2, variance (1 + 0 + 1) / 3
    assert [value(made, sample, i) for i in range(3)] == pytest.approx([-(1.5**0.5), 0.0, 1.5**0.5])
    assert made.info.comparable == "sample"
    assert made.info.bounds is None


def test_what_has_no_score_does_not_count() -> None:
    made = normalised(told(a=1.0, b=3.0, c=Unscored(why="media")))
    sample = asked("a", "c", "b")
    assert [value(made, sample, i) for i in (0, 2)] == [-1.0, 1.0]
    assert isinstance(one(made, sample, 1), Unscored)


@pytest.mark.parametrize("texts", [("a",), ("a", "a", "a")])
def test_equal_scores_become_0(texts: tuple[str, ...]) -> None:
    made = normalised(told(a=0.1))
    assert [value(made, asked(*texts), i) for i in range(len(texts))] == [0.0] * len(texts)


def test_the_smallest_differences_do_not_divide_by_0() -> None:
    assert value(normalised(told(a=0.0, b=5e-324)), asked("a", "b")) == 0.0


@given(st.lists(st.integers(-50, 50).map(float), min_size=2, max_size=6, unique=True))
def test_within_a_sample_mean_is_0_and_deviation_1_and_order_stays(values: list[float]) -> None:
    texts = [f"r{k}" for k in range(len(values))]
    made = normalised(told(**dict(zip(texts, values, strict=True))))
    moved = [value(made, asked(*texts), i) for i in range(len(texts))]
    assert (fmean(moved), pstdev(moved)) == (pytest.approx(0, abs=1e-9), pytest.approx(1))
    assert sorted(range(len(values)), key=values.__getitem__) == sorted(range(len(values)), key=moved.__getitem__)


def test_votes_are_passed_on_so_that_who_won_does_not_change() -> None:
    judge = told(a=1.0, b=1.0)
    sample = asked("a", "b")
    before, after = judge.score([sample])[0], normalised(judge).score([sample])[0]
    assert before.margin(0, 1) == after.margin(0, 1) == 1.0
    assert after.usage == before.usage


def test_too_large_to_scale_is_nonfinite() -> None:
    failed = one(normalised(longest(), mean=0.0, sd=5e-324), asked("x" * 9))
    assert isinstance(failed, Unscored)
    assert failed.why == "nonfinite"


@pytest.mark.parametrize(
    "scale", [{"mean": 0.0}, {"sd": 1.0}, {"mean": 0.0, "sd": 0.0}, {"mean": float("nan"), "sd": 1.0}]
)
def test_half_a_scale_is_refused(scale: dict[str, float]) -> None:
    with pytest.raises(UsageError, match="no scale"):
        normalised(longest(), **scale)
