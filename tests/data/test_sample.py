from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaudit.core import DataError, Sample, UsageError, group_of, user
from plaudit.data import sample
from plaudit.data.sample import fraction
from plaudit.data.split import draw


def samples(groups: list[int]) -> list[Sample]:
    return [Sample(id=str(n), prompt=(user(f"Question {n}"),), group=f"g{group}") for n, group in enumerate(groups)]


@given(st.lists(st.integers(0, 8), min_size=1), st.integers(1, 30), st.integers(0, 3))
def test_whole_groups_in_the_order_they_are_drawn(of: list[int], most: int, seed: int) -> None:
    some = samples(of)
    drawn = sorted({(draw(seed, one), group_of(one)) for one in some})
    expected: list[str] = []
    for _, group in drawn:
        members = [one.id for one in some if group_of(one) == group]
        if len(expected) + len(members) > most:
            break
        expected += members
    if not expected:
        with pytest.raises(DataError, match="has more than"):
            sample(some, most, seed)
        return
    assert [one.id for one in sample(iter(some), most, seed)] == sorted(expected, key=int)


def test_fewer_than_asked_for_are_all() -> None:
    assert sample(samples([1, 2, 2]), 10) == samples([1, 2, 2])
    assert sample([], 10) == []


def test_a_fraction_is_a_stream_of_whole_groups() -> None:
    some = samples([n // 2 for n in range(4000)])
    kept = list(fraction(iter(some), 0.25, seed=1))
    groups = {group_of(one) for one in kept}
    assert len(kept) == 2 * len(groups)
    # a binomial count of standard deviation sqrt(2000 * 0.25 * 0.75) = 19
    assert abs(len(groups) - 500) < 80
    assert [one for one in some if group_of(one) in groups] == kept
    assert {one.id for one in fraction(some, 0.1, seed=1)} <= {one.id for one in kept}


def test_wrong_sizes() -> None:
    with pytest.raises(UsageError, match="0 samples"):
        sample(samples([1]), 0)
    for share in (0.0, 1.0, -1.0):
        with pytest.raises(UsageError, match="between 0 and 1"):
            fraction(samples([1]), share)
