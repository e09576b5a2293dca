from __future__ import annotations

import json
import math

import pytest

from plaudit.core import UsageError
from plaudit.evaluate.tables import Ballot, Table, Words, ballots, standings
from plaudit.evaluate.tables.votes import UNREAD


def ballot(item: int, a: str, b: str, *votes: float) -> Ballot:
    return Ballot(item=(str(item),), by=(), a=a, b=b, original=votes[:1], swapped=votes[1:])


# m against base: won, won (one tie), tied, lost, unread. n against base: won, lost.
CAST = [
    ballot(1, "m", "base", 1, 1), ballot(2, "m", "base", 0.5, 1), ballot(3, "m", "base", 1, 0),
    ballot(4, "m", "base", 0, 0), ballot(5, "m", "base", UNREAD, UNREAD),
    ballot(1, "base", "n", 1, 1), ballot(2, "base", "n", 0, 0),
]  # fmt: skip


def test_counts_rates_and_ratings_by_hand() -> None:
    found = standings(CAST, baseline="base")
    assert found.counts["m", "base"] == {"won": 2, "tied": 1, "lost": 1, "unread": 1}
    assert found.counts["base", "m"] == {"won": 1, "tied": 1, "lost": 2, "unread": 1}
    assert {name: e.value for name, e in found.win_rates.items()} == {"m": pytest.approx(3 / 5), "n": 0.5}
    assert found.ratings["m"].value == pytest.approx(1000 + 400 * math.log10(3 / 2))
    assert found.ratings["base"].value == 1000
    assert json.loads(json.dumps(found.to_json()))["counts"][0]["system"] == "m"


def test_without_a_baseline_all_rivals_count() -> None:
    found = standings(CAST, ties="loss")
    assert found.win_rates["base"].n == 7
    assert found.win_rates["base"].value == pytest.approx(2 / 7)  # one of five against m, one of two against n
    assert sum(e.value for e in found.ratings.values()) == pytest.approx(3000)


def test_each_vote_may_be_a_game() -> None:
    assert standings(CAST, baseline="base", orders="each").win_rates["m"].n == 10


def test_ratings_that_are_not_finite_need_a_prior() -> None:
    cast = [ballot(1, "m", "base", 1, 1)]
    with pytest.raises(UsageError, match="'base' never beat 'm'"):
        standings(cast)
    assert list(standings(cast, prior=1.0).ratings) == ["m", "base"]
    with pytest.raises(UsageError, match="no vote on 'x'"):
        standings(CAST, baseline="x")


def test_win_rates_at_equal_length() -> None:
    # Longer by 10 it wins 9 of 10, shorter by 10 one of 10; it is longer four times of five.
    votes = ([1.0] * 9 + [0.0]) * 4 + [0.0] * 9 + [1.0]
    rows = [
        {"q": k, "one": "m", "two": "base", "vote": "A" if v else "B", "text": "x" * (30 if k < 40 else 10)}
        for k, v in enumerate(votes)
    ]
    words = Words(first=["A"], second=["B"])
    cast = ballots(
        Table(rows), item=["q"], vote="vote", first="one", second="two", words=words, lengths=("length(text)", "20")
    )
    found = standings(cast, baseline="base")
    assert found.win_rates["m"].value == pytest.approx(0.74)
    assert found.length_controlled["m"].value == pytest.approx(0.5, abs=1e-4)
    assert standings(CAST).length_controlled == {}
