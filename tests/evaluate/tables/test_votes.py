from __future__ import annotations

import math

import numpy as np
import pytest

from plaudit.core import DataError, UsageError
from plaudit.evaluate.tables import Table, Words, ballots, rating_ballots, score_ballots, swapped_ballots

WORDS = Words(first=["A>B", "A>>B"], second=["B>A"], tie=["A=B"])


def test_words_are_read_whatever_their_case() -> None:
    assert [WORDS.read(w) for w in ("A>B", " a>>b ", "B>A", "A=B")] == [1, 1, 0, 0.5]
    assert math.isnan(WORDS.read("neither"))


def test_a_pattern_finds_the_last_word_of_an_answer() -> None:
    words = Words(first=["1"], second=["2"], pattern=r"Answer\s*(\d+) is (?:slightly )?better")
    assert words.read("Answer 2 is better at first, but overall\nanswer 1 is slightly better.") == 1
    assert math.isnan(words.read("Both fail."))
    bare = Words(first=["[[A]]"], second=["[[B]]"], pattern=r"\[\[[AB]\]\]")
    assert bare.read("so: [[B]]") == 0


def test_votes_on_two_systems_whichever_is_shown_first() -> None:
    rows = [("q", "m", "n", "A>B"), ("q", "n", "m", "A>B"), ("r", "n", "m", "B>A"), ("r", "m", "n", "?")]
    table = Table([dict(zip(("q", "one", "two", "vote"), row, strict=True)) for row in rows])
    q, r = ballots(table, item=["q"], vote="vote", first="one", second="two", words=WORDS)
    assert (q.a, q.b, q.straight, q.turned) == ("m", "n", (1.0,), (0.0,))
    assert r.turned == (1.0,)  # m won while shown second
    np.testing.assert_equal(r.votes, (np.nan, 1.0))
    with pytest.raises(DataError, match="'m' is on both sides"):
        ballots(Table([{**table.rows[0], "two": "m"}]), item=["q"], vote="vote", first="one", second="two", words=WORDS)


@pytest.mark.parametrize(("places", "turned"), [(True, 1.0), (False, 0.0)])
def test_a_swapped_vote_names_places_or_responses(places: bool, turned: float) -> None:
    table = Table([{"id": 1, "v": "A>B", "w": "B>A", "gold": "B>A"}])
    (found,) = swapped_ballots(
        table, item=["id"], votes=["v"], swapped=["w"], words=WORDS, label="gold", swapped_names_places=places
    )
    assert (found.straight, found.turned, found.label) == ((1.0,), (turned,), 0.0)


def test_labels_must_be_readable_and_votes_need_not() -> None:
    table = Table([{"id": 1, "v": "", "gold": "x"}])
    (found,) = swapped_ballots(table, item=["id"], votes=["v"], words=WORDS)
    assert math.isnan(found.straight[0])
    assert found.label == 1  # the first is the better one where no column says so
    with pytest.raises(DataError, match="cannot be read"):
        swapped_ballots(table, item=["id"], votes=["v"], words=WORDS, label="gold")


def test_the_higher_score_is_a_vote() -> None:
    table = Table([{"id": k, "x": x, "y": 1} for k, x in enumerate((2, 1, 0, None))])
    votes = [b.straight[0] for b in score_ballots(table, item=["id"], first="x", second="y")]
    np.testing.assert_equal(votes, [1, 0.5, 0, np.nan])
    with pytest.raises(UsageError, match="label without words"):
        score_ballots(table, item=["id"], first="x", second="y", label="id")


def test_pairs_of_responses_that_are_rated_unlike() -> None:
    rows = [("p", 1, 5), ("p", 2, 3), ("p", 2, 3), ("q", 0, 1), ("q", None, 2), ("q", 9, None)]
    table = Table([dict(zip(("prompt", "s", "r"), row, strict=True)) for row in rows])
    found = rating_ballots(table, item=["prompt"], score="s", rating="r")
    assert [(b.item, b.label) for b in found] == [(("p",), 1), (("p",), 1), (("q",), 0)]
    np.testing.assert_equal([b.straight[0] for b in found], [0, 0, np.nan])
