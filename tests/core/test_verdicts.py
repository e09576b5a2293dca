from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from plaudit.core import Label, Score, ScorerInfo, Unscored, Verdict
from tests import strategies as any_

TWO = (Score(value=2.0, dims={"style": 0.25}), Score(value=0.5, dims={"style": Unscored(why="refused")}))


def vote(first: int, second: int, said: float | None) -> Label:
    """A judge who saw `first` before `second` and preferred the first by `said`."""
    if said is None:
        return Label(values=(None, None), of=(first, second), ordered=True, decision="missing")
    return Label(values=(said, 0.0), of=(first, second), ordered=True)


def margin(*votes: Label, i: int = 0, j: int = 1) -> float | Unscored:
    return Verdict(sample_id="s", scores=TWO, votes=votes).margin(i, j)


@given(any_.verdicts(3), any_.NAMES)
def test_margin_is_antisymmetric(verdict: Verdict, dimension: str) -> None:
    there, back = verdict.margin(0, 2, dimension), verdict.margin(2, 0, dimension)
    if isinstance(there, Unscored):
        assert isinstance(back, Unscored)
    else:
        assert back == -there


@given(any_.verdicts(2), any_.NAMES)
def test_margin_without_votes_is_the_difference_of_the_scores(verdict: Verdict, dimension: str) -> None:
    verdict = replace(verdict, votes=tuple(v for v in verdict.votes if v.dimension != dimension or len(v.of) < 2))
    a, b = verdict.get(0, dimension), verdict.get(1, dimension)
    failed = next((x for x in (a, b) if isinstance(x, Unscored)), None)
    assert verdict.margin(0, 1, dimension) == (failed or a - b)  # type: ignore[operator]


def test_one_order_counts_as_it_stands() -> None:
    assert margin(vote(0, 1, 1.0)) == 1.0
    assert margin(vote(1, 0, 1.0)) == -1.0


def test_both_orders_weigh_the_same_however_often_each_was_asked() -> None:
    # Shown 0 first, three votes for 0 by 1: mean 1. Shown 1 first, one vote for 1 by 0.5: mean -0.5. (1 - 0.5) / 2.
    assert margin(*[vote(0, 1, 1.0)] * 3, vote(1, 0, 0.5)) == 0.25


def test_who_always_names_the_first_is_worth_nothing() -> None:
    assert margin(vote(0, 1, 1.0), vote(1, 0, 1.0)) == 0.0


def test_an_order_without_a_readable_vote_is_no_verdict() -> None:
    unread = margin(vote(0, 1, 1.0), vote(1, 0, None))
    assert isinstance(unread, Unscored) and unread.why == "unparsed"
    # A repeat that was read stands in for one of the same order that was not.
    assert margin(vote(0, 1, 1.0), vote(1, 0, None), vote(1, 0, -1.0)) == 1.0


def test_votes_on_others_do_not_count() -> None:
    three = Verdict(sample_id="s", scores=(*TWO, Score(value=9.0)), votes=(vote(0, 2, 1.0), vote(1, 2, 1.0)))
    assert three.margin(0, 1) == 1.5  # 2.0 - 0.5: no vote compares these two
    assert three.margin(2, 0) == -1.0


def test_get() -> None:
    verdict = Verdict(sample_id="s", scores=(*TWO, Unscored(why="media")))
    assert verdict.get(0) == 2.0
    assert verdict.get(0, "style") == 0.25
    assert verdict.get(1, "style") == Unscored(why="refused")
    assert verdict.get(2, "style") == Unscored(why="media")
    assert verdict.get(0, "truth") == Unscored(why="missing", detail="no dimension 'truth'")


@pytest.mark.parametrize(
    "fields",
    [
        {"value": math.nan},
        {"value": math.inf},
        {"value": 0.0, "sd": math.nan},
        {"value": 0.0, "dims": {"style": math.nan}},
        {"value": 0.0, "steps": (0.0, -math.inf)},
        {"value": 0.0, "atoms": ((math.nan, 1.0),)},
    ],
)
def test_a_score_is_finite(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="a score must be finite"):
        Score(**fields)


def test_the_digest_follows_name_and_manifest_only() -> None:
    info = ScorerInfo(name="a", manifest={"x": 1, "y": 2})
    assert info.digest == ScorerInfo(name="a", manifest={"y": 2, "x": 1}, dimensions=("style",)).digest
    assert len({info.digest, replace(info, name="b").digest, replace(info, manifest={"x": 1, "y": 3}).digest}) == 3
    assert len(info.digest) == 16 and int(info.digest, 16) >= 0
