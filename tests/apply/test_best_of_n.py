from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from plaudit.apply import best_of_n, pick
from plaudit.core import Sample, Score, Unscored, UsageError, Verdict, answer, user
from plaudit.rules.constant import constant
from plaudit.rules.flaky import flaky
from plaudit.rules.longest import longest

DOWN = Unscored(why="down")


def sample(name: str, *answers: str) -> Sample:
    return Sample(id=name, prompt=(user("Say something."),), responses=tuple(map(answer, answers)))


def verdict(*scores: float | None) -> Verdict:
    return Verdict(sample_id="s", scores=tuple(DOWN if s is None else Score(value=s) for s in scores))


@pytest.mark.parametrize(
    ("scores", "best"),
    [((1, 3, 2), 1), ((None, -5, None), 1), ((2, 2, 1), 0), ((None, 0, 0), 1), ((None, None), None), ((), None)],
)
def test_the_greatest_score_is_picked_the_first_of_equals(scores: tuple[float | None, ...], best: int | None) -> None:
    assert pick(verdict(*scores)) == best


def test_picking_among_some() -> None:
    assert [pick(verdict(None, 1, 5, 3), range(n)) for n in (1, 2, 3, 4)] == [None, 1, 2, 2]


def test_the_best_of_what_is_given() -> None:
    choices = best_of_n(longest(), [sample("a", "one", "three", "two"), sample("b"), sample("c", "x", "y")])
    assert [(c.sample_id, c.index) for c in choices] == [("a", 1), ("b", None), ("c", 0)]
    assert [c.response and c.response.text for c in choices] == ["three", None, "x"]
    assert choices[0].verdict.get(1) == 5


def test_the_best_of_the_first_n() -> None:
    samples = [sample("a", "one", "three", "sixsix")]
    assert [best_of_n(longest(), samples, n=n)[0].index for n in (1, 2, 3, 9)] == [0, 1, 2, 2]


def test_a_response_without_a_score_is_never_picked() -> None:
    samples = [sample(str(k), "a", "b", "c") for k in range(40)]
    choices = best_of_n(flaky(0.6), samples)
    for choice in choices:
        scored = [i for i, s in enumerate(choice.verdict.scores) if isinstance(s, Score)]
        assert choice.index in scored if scored else choice.index is None
    assert any(c.index is None for c in choices)
    assert any(c.index not in (None, 0) for c in choices)


class Counting:
    """Answers in ever more letters; refuses a sample named so."""

    def generate(self, samples: Sequence[Sample], n: int = 1) -> list[Sample | Unscored]:
        made = tuple(answer("x" * k) for k in range(1, n + 1))
        no = Unscored(why="refused", detail="it may not")
        return [no if s.id == "refused" else replace(s, responses=s.responses + made) for s in samples]


def test_candidates_come_from_a_generator() -> None:
    (choice,) = best_of_n(longest(), [sample("a", "a very long answer of its own")], n=4, generator=Counting())
    assert (choice.index, len(choice.sample.responses)) == (3, 4)


def test_a_prompt_that_a_generator_fails_on_keeps_its_place_and_its_reason() -> None:
    given = [sample("a"), sample("refused"), sample("b")]
    choices = best_of_n(longest(), given, n=2, generator=Counting())
    assert [(c.sample_id, c.index, c.failed and c.failed.why) for c in choices] == [
        ("a", 1, None), ("refused", None, "refused"), ("b", 1, None),
    ]  # fmt: skip


def test_misuse_is_refused() -> None:
    with pytest.raises(UsageError, match="how many candidates"):
        best_of_n(constant(), [sample("a")], generator=Counting())
    with pytest.raises(UsageError, match="best of 0"):
        best_of_n(constant(), [sample("a")], n=0)
