from __future__ import annotations

import json

import pytest

from plaudit.core import DataError, UsageError
from plaudit.evaluate.tables import Ballot, paired_comparisons


def cast(judge: str, votes: list[float]) -> list[Ballot]:
    return [
        Ballot(item=(str(k),), by=(judge,), a="1", b="2", original=(vote,), label=1.0) for k, vote in enumerate(votes)
    ]


BALLOTS = [*cast("x", [1] * 8), *cast("y", [0] * 6 + [1] * 3), *cast("z", [0.5] * 2 + [1] * 6)]


def test_every_two_judges_on_common_items() -> None:
    xy, xz, yz = paired_comparisons(BALLOTS)
    # Right of eight common items: x all, y two (its ninth is its own), z six.
    assert [pair.difference.value for pair in (xy, xz, yz)] == [0.75, 0.25, -0.5]
    assert (xy.test.only_a, xy.test.only_b) == (6, 0)
    assert [pair.test.p for pair in (xy, xz, yz)] == pytest.approx([2 / 2**6, 2 / 2**2, 2 / 2**4])
    assert [pair.adjusted for pair in (xy, xz, yz)] == pytest.approx([3 / 32, 1 / 2, 2 / 8])
    assert json.loads(json.dumps(xy.to_json()))["difference"]["n"] == 8


def test_rules_by_name() -> None:
    assert paired_comparisons(BALLOTS, correction="benjamini_hochberg")[2].adjusted == pytest.approx(3 / 16)
    assert paired_comparisons(BALLOTS, ties="half")[1].difference.value == 0.125
    assert paired_comparisons(BALLOTS, ties="drop")[1].difference.n == 6
    assert paired_comparisons(cast("x", [1])) == []
    with pytest.raises(UsageError, match="Choose one of: holm"):
        paired_comparisons(BALLOTS, correction="none")  # type: ignore[arg-type]
    with pytest.raises(DataError, match="no label"):
        paired_comparisons([Ballot(item=("1",), by=("x",), a="1", b="2", original=(1.0,))])
