from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaudit.compose.weighted import weighted
from plaudit.core import Score, Unscored, UsageError
from plaudit.rules.longest import longest
from tests import strategies  # noqa: F401  (fixes the seed)
from tests.compose.promises import asked, check_composition, one, told, value

NUMBERS = st.floats(-5, 5)
THREE = st.tuples(NUMBERS, NUMBERS, NUMBERS)


def test_keeps_the_promises_of_a_composition() -> None:
    check_composition(lambda a, b: weighted({"a": a, "b": b}, {"a": 2.0, "b": -0.5}))


def test_is_the_weighted_sum_with_the_parts_as_dimensions() -> None:
    made = weighted({"right": told(x=1.0), "long": told(x=3.0)}, {"right": 2.0, "long": -0.5})
    assert one(made, asked("x")) == Score(value=0.5, dims={"right": 1.0, "long": 3.0})  # 2 * 1 - 0.5 * 3
    assert made.info.dimensions == ("right", "long")
    assert made.info.bounds == (-12.5, 12.5)  # 5 * 2 + 5 * 0.5


def test_without_weights_each_counts_once() -> None:
    assert value(weighted({"a": told(x=1.0), "b": told(x=3.0)}), asked("x")) == 4.0


def test_there_is_never_a_partial_sum() -> None:
    made = weighted({"a": told(x=1.0), "b": told(x=Unscored(why="abstained"))}, {"a": 1.0, "b": 0.0})
    assert isinstance(one(made, asked("x")), Unscored)


def test_no_bounds_where_a_part_has_none() -> None:
    assert weighted({"a": told(), "b": longest()}).info.bounds is None


@given(THREE, THREE, THREE)
def test_is_linear_in_the_weights(scores: tuple[float, ...], w: tuple[float, ...], v: tuple[float, ...]) -> None:
    parts = {f"p{k}": told(x=s) for k, s in enumerate(scores)}
    one_by_one = [value(weighted(parts, dict(zip(parts, each, strict=True))), asked("x")) for each in (w, v)]
    both = weighted(parts, {name: a + b for name, a, b in zip(parts, w, v, strict=True)})
    assert value(both, asked("x")) == pytest.approx(sum(one_by_one), abs=1e-12)


@given(THREE, THREE, st.permutations(range(3)))
def test_order_of_the_parts_does_not_matter(
    scores: tuple[float, ...], weights: tuple[float, ...], order: list[int]
) -> None:
    parts = {f"p{k}": told(x=s) for k, s in enumerate(scores)}
    weight = {f"p{k}": w for k, w in enumerate(weights)}
    made = weighted(parts, weight)
    turned = weighted({f"p{k}": parts[f"p{k}"] for k in order}, weight)
    assert value(made, asked("x")) == value(turned, asked("x"))
    assert made.info.digest == turned.info.digest
    low, high = made.info.bounds or (math.nan, math.nan)
    assert low <= value(made, asked("x")) <= high


@pytest.mark.parametrize("weights", [{"a": 1.0}, {"a": 1.0, "b": math.inf}, {"a": 1.0, "c": 1.0}])
def test_wrong_weights_are_refused(weights: dict[str, float]) -> None:
    with pytest.raises(UsageError, match="parts a, b"):
        weighted({"a": told(), "b": told()}, weights)


def test_a_sum_beyond_floats_is_nonfinite() -> None:
    failed = one(weighted({"a": told(x=1e308), "b": told(x=1e308)}), asked("x"))
    assert isinstance(failed, Unscored)
    assert failed.why == "nonfinite"
