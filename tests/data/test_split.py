from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaudit.core import DataError, Sample, UsageError, group_of, user
from plaudit.data import folds, split


def samples(groups: list[int]) -> list[Sample]:
    return [Sample(id=str(n), prompt=(user(f"Question {n}"),), group=f"g{group}") for n, group in enumerate(groups)]


def groups(part: list[Sample]) -> set[str]:
    return {group_of(sample) for sample in part}


def ids(part: list[Sample]) -> list[str]:
    return [sample.id for sample in part]


@given(st.lists(st.integers(0, 8), min_size=1), st.integers(0, 3))
def test_no_group_is_torn_apart(of: list[int], seed: int) -> None:
    try:
        parts = split(samples(of), {"train": 0.6, "dev": 0.2, "test": 0.2}, seed)
    except DataError as error:
        assert "no group fell to" in str(error)
        return
    assert sorted(ids([s for part in parts.values() for s in part]), key=int) == ids(samples(of))
    assert not groups(parts["train"]) & (groups(parts["dev"]) | groups(parts["test"]))
    assert not groups(parts["dev"]) & groups(parts["test"])


def test_a_split_follows_from_seed_and_group_alone() -> None:
    some = samples([n // 2 for n in range(200)])
    fractions = {"train": 0.5, "test": 0.5}
    parts = split(some, fractions, seed=1)
    assert ids(split(reversed(some), fractions, seed=1)["test"]) == ids(parts["test"])[::-1]
    more = split([*some, *samples([1000 + n for n in range(50)])], fractions, seed=1)
    assert ids(more["test"])[: len(parts["test"])] == ids(parts["test"])
    assert ids(split(some, fractions, seed=2)["test"]) != ids(parts["test"])


def test_equal_prompts_without_a_group_stay_together() -> None:
    some = [Sample(id=str(n), prompt=(user(f"Question {n % 20}"),)) for n in range(200)]
    parts = split(some, {"train": 0.5, "test": 0.5})
    prompts = [{sample.prompt[0].text for sample in part} for part in parts.values()]
    assert not prompts[0] & prompts[1]


def test_sizes_are_near_the_fractions() -> None:
    parts = split(samples(list(range(4000))), {"train": 0.8, "test": 0.2})
    # a binomial count of standard deviation sqrt(4000 * 0.8 * 0.2) = 25
    assert abs(len(parts["train"]) - 3200) < 100


@pytest.mark.parametrize("fractions", [{}, {"a": 0.5}, {"a": 1.5, "b": -0.5}, {"a": 1.0, "b": 0.0}])
def test_wrong_fractions(fractions: dict[str, float]) -> None:
    with pytest.raises(UsageError, match="whose sum is 1"):
        split(samples([1, 2]), fractions)


def test_an_empty_part_is_an_error() -> None:
    with pytest.raises(DataError, match="no group fell to"):
        split(samples([1, 1, 1]), {"train": 0.5, "test": 0.5})


@given(st.lists(st.integers(0, 12), min_size=1), st.integers(2, 5), st.integers(0, 3))
def test_folds(of: list[int], k: int, seed: int) -> None:
    some = samples(of)
    if len(set(of)) < k:
        with pytest.raises(DataError, match="too few"):
            folds(some, k, seed)
        return
    made = folds(some, k, seed)
    assert made == folds(some, k, seed) and len(made) == k
    assert Counter(sample.id for _, test in made for sample in test) == Counter(ids(some))
    for train, test in made:
        assert sorted(ids(train) + ids(test), key=int) == ids(some)
        assert not groups(train) & groups(test)
    sizes = [len(groups(test)) for _, test in made]
    assert max(sizes) - min(sizes) <= 1


def test_one_fold_is_none() -> None:
    with pytest.raises(UsageError, match="1 folds"):
        folds(samples([1, 2]), 1)
