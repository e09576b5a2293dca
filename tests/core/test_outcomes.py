from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from plaudit.core import (
    Image,
    Label,
    Outcome,
    Sample,
    Score,
    Unscored,
    Verdict,
    Video,
    answer,
    group_of,
    outcomes,
    prefer,
    ratings,
    user,
)
from tests import strategies as any_

TIE = Label(values=(0.0, 0.0))
BOTH_BAD = Label(values=(0.0, 0.0), decision="both_bad")
UNDECIDED = Label(values=(None, None), decision="undecided")
FAILED = Unscored(why="media")


def results(label: Label, *values: float | Unscored) -> list[str]:
    """The results of one label against these scores."""
    sample = Sample(id="s", prompt=(), responses=tuple(answer("x") for _ in values), labels=(label,))
    scores = tuple(v if isinstance(v, Unscored) else Score(value=v) for v in values)
    return [outcome.result for outcome in outcomes(sample, Verdict(sample_id="s", scores=scores))]


@pytest.mark.parametrize(
    ("label", "first", "second", "expected"),
    [
        (prefer(0, 1), 2.0, 1.0, ["right"]),
        (prefer(0, 1), 1.0, 2.0, ["wrong"]),
        (prefer(1, 0), 1.0, 2.0, ["right"]),
        (prefer(0, 1), 1.0, 1.0, ["tied"]),
        (prefer(0, 1), 1.0, FAILED, ["unscored"]),
        (TIE, 1.0, 1.0, ["right"]),
        (TIE, 1.0, 2.0, ["wrong"]),
        (TIE, FAILED, 2.0, ["unscored"]),
        (BOTH_BAD, 1.0, 1.0, ["right"]),
        (BOTH_BAD, 2.0, 1.0, ["wrong"]),
        (UNDECIDED, 1.0, 2.0, []),
        (Label(values=(None, None), decision="missing"), 1.0, 2.0, []),
        (Label(values=(1.0, None)), 1.0, 2.0, []),
    ],
)
def test_results(label: Label, first: float | Unscored, second: float | Unscored, expected: list[str]) -> None:
    assert results(label, first, second) == expected


def test_a_ranking_of_three_is_three_comparisons() -> None:
    # Labels a > b > c; scores a = 1, b = 3, c = 1: a-b wrong, a-c tied, b-c right.
    assert results(Label(values=(3.0, 2.0, 1.0)), 1.0, 3.0, 1.0) == ["wrong", "tied", "right"]


def test_what_an_outcome_carries() -> None:
    sample = Sample(
        id="s",
        prompt=(),
        responses=(answer("a"), answer("b")),
        labels=(prefer(1, 0, annotator="ann"), Label(values=(0.0, 3.0), dimension="style")),
        tags=("kind=count",),
        group="g",
    )
    verdict = Verdict(sample_id="s", scores=(Score(value=0.5, dims={"style": 1.0}), Score(value=2.0)))
    assert list(outcomes(sample, verdict)) == [
        Outcome(sample_id="s", group="g", better=1, worse=0, gap=1.0, margin=1.5, tags=("kind=count",), annotator="ann")
    ]
    (style,) = outcomes(sample, verdict, "style")
    assert (style.better, style.gap, style.result) == (1, 3.0, "unscored")


@pytest.mark.parametrize("verdict", [Verdict(sample_id="t", scores=()), Verdict(sample_id="s", scores=(FAILED,))])
def test_a_verdict_of_another_sample_is_refused(verdict: Verdict) -> None:
    with pytest.raises(ValueError, match="does not fit sample 's'"):
        list(outcomes(Sample(id="s", prompt=()), verdict))


@given(any_.samples())
def test_equal_prompts_are_one_group(sample: Sample) -> None:
    bare = replace(sample, group=None)
    assert group_of(replace(bare, id="other", responses=(), labels=(), tags=())) == group_of(bare)
    assert group_of(replace(sample, group="mine")) == "mine"


class Decoded:
    """Stands for a picture already opened."""

    def __init__(self, pixels: bytes) -> None:
        self.pixels = pixels

    def tobytes(self) -> bytes:
        return self.pixels


def test_different_prompts_are_different_groups() -> None:
    prompts = [
        (),
        (user("ab"),),
        (user("a", "b"),),
        (user("ab", Image(Path("a.png"))),),
        (user("ab", Image(b"a")),),
        (user("ab", Image(b"b")),),
        (user("ab", Image(Decoded(b"c"))),),
        (user("ab", Video((Image(b"a"), Image(b"b")))),),
    ]
    assert len({group_of(Sample(id="s", prompt=prompt)) for prompt in prompts}) == len(prompts)


def test_ratings_stand_beside_scores_of_the_same_responses() -> None:
    labels = (
        Label(values=(4.0, None), kind="rating", scale=(1, 5)),
        Label(values=(2.0,), of=(1,), kind="rating", scale=(1, 5)),
        Label(values=(1.0, 0.0)),
        Label(values=(3.0, 3.0), kind="rating", dimension="style"),
    )
    sample = Sample(id="s", prompt=(), responses=(answer("x"), answer("y")), labels=labels, group="g")
    verdict = Verdict(sample_id="s", scores=(Score(value=0.5), FAILED))
    assert list(ratings(sample, verdict)) == [(4.0, 0.5, "g"), (2.0, FAILED, "g")]
