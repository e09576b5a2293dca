from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from plaudit.core import DataError, UsageError
from plaudit.evaluate.tables import Table, VoteColumns, Words, ballots, rating_ballots, score_ballots, swapped_ballots

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
    assert (q.a, q.b, q.original, q.swapped) == ("m", "n", (1.0,), (0.0,))
    assert r.swapped == (1.0,)  # m won while shown second
    np.testing.assert_equal(r.votes, (np.nan, 1.0))
    with pytest.raises(DataError, match="'m' is on both sides"):
        ballots(Table([{**table.rows[0], "two": "m"}]), item=["q"], vote="vote", first="one", second="two", words=WORDS)


@pytest.mark.parametrize(("places", "swapped"), [(True, 1.0), (False, 0.0)])
def test_a_swapped_vote_names_places_or_responses(places: bool, swapped: float) -> None:
    table = Table([{"id": 1, "v": "A>B", "w": "B>A", "gold": "B>A"}])
    (found,) = swapped_ballots(
        table, item=["id"], votes=["v"], swapped=["w"], words=WORDS, label="gold", swapped_names_places=places
    )
    assert (found.original, found.swapped, found.label) == ((1.0,), (swapped,), 0.0)


def test_labels_must_be_readable_and_votes_need_not() -> None:
    table = Table([{"id": 1, "v": "", "gold": "x"}])
    (found,) = swapped_ballots(table, item=["id"], votes=["v"], words=WORDS)
    assert math.isnan(found.original[0])
    assert found.label == 1  # the first is the better one where no column says so
    with pytest.raises(DataError, match="cannot be read"):
        swapped_ballots(table, item=["id"], votes=["v"], words=WORDS, label="gold")


def test_the_higher_score_is_a_vote() -> None:
    table = Table([{"id": k, "x": x, "y": 1} for k, x in enumerate((2, 1, 0, None))])
    votes = [b.original[0] for b in score_ballots(table, item=["id"], first="x", second="y")]
    np.testing.assert_equal(votes, [1, 0.5, 0, np.nan])
    with pytest.raises(UsageError, match="label without words"):
        score_ballots(table, item=["id"], first="x", second="y", label="id")


def test_pairs_of_responses_that_are_rated_unlike() -> None:
    rows = [("p", 1, 5), ("p", 2, 3), ("p", 2, 3), ("q", 0, 1), ("q", None, 2), ("q", 9, None)]
    table = Table([dict(zip(("prompt", "s", "r"), row, strict=True)) for row in rows])
    found = rating_ballots(table, item=["prompt"], score="s", rating="r")
    assert [(b.item, b.label) for b in found] == [(("p",), 1), (("p",), 1), (("q",), 0)]
    np.testing.assert_equal([b.original[0] for b in found], [0, 0, np.nan])


def test_several_votes_in_a_cell_or_in_rows() -> None:
    table = Table([{"id": 1, "v": '["A>B", "x"]'}])
    (found,) = swapped_ballots(table, item=["id"], votes=["v"], words=WORDS)
    np.testing.assert_equal(found.original, (1, np.nan))

    rows = [("1", "A>B", "no"), ("1", "A>B", "yes"), ("2", "B>A", "yes")]
    table = Table([dict(zip(("id", "v", "swapped"), row, strict=True)) for row in rows])
    one, two = swapped_ballots(
        table, item=["id"], votes=["v"], words=WORDS, vote_per_row=True, swapped_where=("swapped", "yes"),
        swapped_names_places=True,
    )  # fmt: skip
    assert (one.original, one.swapped) == ((1.0,), (0.0,))
    assert (two.original, two.swapped) == ((), (1.0,))
    with pytest.raises(DataError, match="two rows of"):
        swapped_ballots(table, item=["id"], votes=["v"], words=WORDS)


def test_a_table_has_one_kind_of_votes() -> None:
    with pytest.raises(UsageError, match="no votes, or two kinds"):
        VoteColumns(item=("id",), votes=("v",), scores=("x", "y")).read("votes.csv")


def test_a_small_difference_of_scores_may_be_a_tie() -> None:
    # Fitted: at 0.1 the label's tie is right too; at 2 a right one would be lost.
    rows = [(0.1, "A=B"), (2, "A>B"), (-3, "B>A"), (None, "A>B")]
    table = Table([{"id": k, "x": x, "label": said} for k, (x, said) in enumerate(rows)])
    for within, votes in ((0.0, (1, 1, 0)), (2.0, (0.5, 0.5, 0)), ("best", (0.5, 1, 0))):
        found = score_ballots(table, item=["id"], first="x", second="0", words=WORDS, label="label", tie_within=within)  # type: ignore[arg-type]
        np.testing.assert_equal([b.original[0] for b in found], [*votes, np.nan])


def test_items_whose_label_ties_may_be_left_out(tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    path.write_text("id,x,y,label\n1,2,1,A=B\n2,2,1,A>B\n")
    columns = VoteColumns(
        item=("id",), scores=("x", "y"), label="label", first=("A>B",), second=("B>A",), tie=("A=B",),
    )  # fmt: skip
    assert [b.label for b in columns.read(path)] == [0.5, 1.0]
    assert [b.label for b in replace(columns, drop_label_ties=True).read(path)] == [1.0]
