from __future__ import annotations

import pytest

from plaudit.core import DataError, Sample, group_of, user
from plaudit.data import merge


def one(name: str, group: str | None = None) -> Sample:
    return Sample(id=name, prompt=(user("Hi"),), group=group)


def test_one_after_the_other_as_a_stream() -> None:
    def endless():  # type: ignore[no-untyped-def]
        n = 0
        while True:
            yield one(f"b{n}")
            n += 1

    stream = merge({"a": [one("1"), one("2", "g")], "b": endless()})
    assert [next(stream) for _ in range(4)] == [one("1"), one("2", "g"), one("b0"), one("b1")]


def test_an_id_that_comes_twice() -> None:
    with pytest.raises(DataError, match=r"^b: the id '1' was there before"):
        list(merge({"a": [one("1")], "b": [one("2"), one("1")]}))


def test_prefixes_keep_sets_apart_but_equal_prompts_together() -> None:
    merged = list(merge({"a": [one("1", "g")], "b": [one("1", "g"), one("2")]}, prefix=True))
    assert [sample.id for sample in merged] == ["a/1", "b/1", "b/2"]
    assert [sample.group for sample in merged] == ["a/g", "b/g", None]
    assert group_of(merged[2]) == group_of(one("any"))
