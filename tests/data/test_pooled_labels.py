from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaudit.core import DataError, Label, prefer
from plaudit.data.conversions import preferences
from plaudit.data.pooled_labels import mean_ratings, rankings, vote_shares
from tests import strategies  # noqa: F401 - fixes the seed of property tests

RATING = Label(values=(4.0, 2.0, 4.0, None), kind="rating", scale=(1, 5), annotator="ann", note="why")


def test_preferences_as_one_ranking() -> None:
    found = rankings([prefer(2, 0), RATING, prefer(0, 1), Label(values=(0.5, 0.5), of=(3, 0)), prefer(2, 1)])
    assert found == (Label(values=(1.0, 0.0, 2.0, 1.0)), RATING)
    apart = (prefer(0, 1, annotator="ann"), prefer(1, 0, annotator="bob"))
    assert rankings(apart) == (Label(values=(1.0, 0.0), annotator="ann"), Label(values=(0.0, 1.0), annotator="bob"))


def test_preferences_that_make_no_ranking() -> None:
    with pytest.raises(DataError, match=r"in a circle: response [012] over [012] over [012] over"):
        rankings([prefer(0, 1), prefer(1, 2), prefer(2, 0)])
    with pytest.raises(DataError, match="response 0 is better than 1, and by its ties as good"):
        rankings([prefer(0, 1), Label(values=(0.0, 0.0), of=(0, 2)), Label(values=(0.0, 0.0), of=(1, 2))])
    with pytest.raises(DataError, match="nothing says which of responses 1 and 2 is better"):
        rankings([prefer(0, 1), prefer(0, 2)])


@given(st.lists(st.integers(0, 3), min_size=2, max_size=5))
def test_a_ranking_comes_back_from_its_preferences(values: list[int]) -> None:
    places = {value: float(k) for k, value in enumerate(sorted(set(values)))}
    ranking = Label(values=tuple(places[value] for value in values), annotator="ann", dimension="style")
    assert rankings(preferences([ranking])) == (ranking,)


def test_ratings_of_several_annotators() -> None:
    other = Label(values=(3.0, 1.0), of=(1, 0), kind="rating", scale=(1, 5), annotator="bob")
    apart = replace(other, dimension="style")
    mean, style = mean_ratings([RATING, other, apart])
    assert (mean.values, mean.of, mean.scale) == ((2.5, 2.5, 4.0, None), (0, 1, 2, 3), (1, 5))
    assert (mean.annotator, mean.note) == (None, "mean of ratings, per response: 2, 2, 1, 0")
    assert (style.dimension, style.values) == ("style", (1.0, 3.0))
    with pytest.raises(DataError, match="on 2 scales have no mean"):
        mean_ratings([RATING, replace(other, scale=(0, 10))])


def test_votes_of_several_annotators() -> None:
    votes = [prefer(0, 1, annotator="ann"), prefer(0, 1), prefer(1, 0), Label(values=(0.0, 0.0))]
    (share,) = vote_shares(votes)
    assert share == Label(values=(2.5 / 4, 1.5 / 4), kind="share", note="share of 4 votes")
    assert preferences([share]) == (replace(prefer(0, 1, strength=0.25), note=share.note),)
    (half,) = preferences(vote_shares([prefer(0, 1), prefer(1, 0)]))
    assert half.values == (0.5, 0.5)
    (three,) = vote_shares([Label(values=(-1.0, -2.0, -1.0)), Label(values=(1.0, 2.0, 3.0)), Label(values=(None,) * 3)])
    assert (three.values, three.note) == ((0.25, 0.0, 0.75), "share of 2 votes")
