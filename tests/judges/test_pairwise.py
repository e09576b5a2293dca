from __future__ import annotations

import re

import pytest

from plaudit.core import Label, Sample, Score, Unscored, UsageError, answer, user
from plaudit.judges.pairwise import pairwise
from plaudit.models.generators.local import local
from plaudit.runs.contract import check_scorer
from tests.fakes import pair
from tests.judges.scripted import Scripted


def shown(task: str) -> tuple[str, str]:
    """The two answers, as prompts/pairwise.md shows them."""
    found = re.search(r"Answer A:\n\n(.*?)\n\nAnswer B:\n\n(.*?)\n\nWhich", task, re.DOTALL)
    assert found is not None
    return found[1], found[2]


def longer(task: str, k: int) -> str:
    a, b = shown(task)
    return "[[C]]" if len(a) == len(b) else "[[A]]" if len(a) > len(b) else "[[B]]"


def of(*texts: str) -> Sample:
    return Sample(id="s", prompt=(user("Which?"),), responses=tuple(map(answer, texts)))


def test_a_response_s_score_is_its_share_of_wins() -> None:
    """ccc beats bb and a: 1. bb and dd tie and beat a, lose to ccc: (0 + 1/2 + 1) / 3. a loses all: 0."""
    (verdict,) = pairwise(Scripted(longer)).score([of("a", "bb", "ccc", "dd")])
    assert [s.value for s in verdict.scores if isinstance(s, Score)] == [0, 0.5, 1, 0.5]
    assert verdict.usage == {"calls": 12}
    assert verdict.votes[:2] == (
        Label(values=(0, 1), of=(0, 1), ordered=True, annotator="judge:pairwise", note="[[B]]"),
        Label(values=(1, 0), of=(1, 0), ordered=True, annotator="judge:pairwise", note="[[A]]"),
    )


def test_a_judge_who_names_the_first_ties_everything() -> None:
    (verdict,) = pairwise(Scripted(lambda task, k: "[[A]]")).score([of("a", "b")])
    assert [s.value for s in verdict.scores if isinstance(s, Score)] == [0.5, 0.5]
    (once,) = pairwise(Scripted(lambda task, k: "[[A]]"), orders="given").score([of("a", "b")])
    assert [s.value for s in once.scores if isinstance(s, Score)] == [1, 0]
    assert [vote.of for vote in once.votes] == [(0, 1)]


def test_each_against_the_first() -> None:
    judge = pairwise(Scripted(longer), pairs="first")
    (verdict,) = judge.score([of("bb", "a", "ccc")])
    assert [s.value for s in verdict.scores if isinstance(s, Score)] == [0.5, 0, 1]
    assert {tuple(sorted(vote.of)) for vote in verdict.votes} == {(0, 1), (0, 2)}


def test_of_several_answers_the_readable_ones_count() -> None:
    """Of three answers in each order one is lost; the others agree that the first shown, then the longer, is better."""
    judge = pairwise(Scripted(lambda task, k: ("[[A]]", longer(task, k), "no idea")[k]), k=3)
    (verdict,) = judge.score([of("aa", "b")])
    # shown first: A, A: margin 1; shown second: A (the rival), B: margin 0; mean 1/2, so a share of 3/4
    assert [s.value for s in verdict.scores if isinstance(s, Score)] == [0.75, 0.25]
    lost = [vote for vote in verdict.votes if vote.decision == "missing"]
    assert [(v.of, v.values, v.note) for v in lost] == [
        ((0, 1), (None, None), "no idea"),
        ((1, 0), (None, None), "no idea"),
    ]
    assert verdict.usage == {"calls": 6}


def test_an_order_without_a_readable_vote_leaves_its_pair_unscored() -> None:
    judge = pairwise(Scripted(lambda task, k: "?" if shown(task) == ("b", "aa") else longer(task, k)))
    (verdict,) = judge.score([of("aa", "b", "ccc")])
    first, second, third = verdict.scores
    assert isinstance(first, Unscored) and isinstance(second, Unscored)
    assert (first.why, second.why, first.by) == ("unparsed", "unparsed", "judge:pairwise")
    assert isinstance(third, Score) and third.value == 1


def test_a_generator_s_failure_keeps_its_reason() -> None:
    down = Unscored(why="down", detail="no answer in 60 s", by="endpoint")
    (verdict,) = pairwise(Scripted(lambda task, k: down if shown(task) == ("b", "a") else "[[A]]")).score(
        [of("a", "b")]
    )
    assert verdict.scores == (down, down)
    assert [(vote.decision, vote.note) for vote in verdict.votes] == [
        ("given", "[[A]]"), ("missing", "down: no answer in 60 s"),
    ]  # fmt: skip


def test_none_and_one_response() -> None:
    generator = Scripted(longer)
    none, one = pairwise(generator).score([of(), of("a")])
    assert none.scores == () and none.usage == {"calls": 0}
    (alone,) = one.scores
    assert isinstance(alone, Unscored) and (alone.why, alone.detail) == ("unsupported", "it is the only response")
    assert generator.calls == []


def test_the_generator_is_called_once_with_tasks_of_their_own_ids_and_no_labels() -> None:
    generator = Scripted(longer)
    pairwise(generator).score([pair("x", "yes", "no", "kind=a"), pair("y", "red", "blue")])
    (asked,) = generator.calls
    assert [task.id for task in asked] == ['["x", 0, 1]', '["x", 1, 0]', '["y", 0, 1]', '["y", 1, 0]']
    assert not any(task.labels or task.tags or task.source or task.responses for task in asked)


def test_the_manifest_changes_with_all_that_could_change_a_vote() -> None:
    generator = Scripted(longer)
    judges = [
        pairwise(generator), pairwise(generator, k=2), pairwise(generator, orders="given"),
        pairwise(generator, pairs="first"), pairwise(generator, "lab_pairwise"),
    ]  # fmt: skip
    judges.append(pairwise(Scripted(longer, "another")))
    assert len({judge.info.digest for judge in judges}) == 6
    assert judges[0].info.digest == pairwise(Scripted(lambda task, k: "")).info.digest
    assert judges[0].info.comparable == "sample" and judges[0].info.reads == {"reference", "criteria"}


def test_wrong_set_ups() -> None:
    with pytest.raises(UsageError, match="k is 0"):
        pairwise(Scripted(longer), k=0)
    with pytest.raises(UsageError, match="orders 'swapped', pairs 'all'"):
        pairwise(Scripted(longer), orders="swapped")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match=r"pointwise\.md: it is a pointwise prompt"):
        pairwise(Scripted(longer), "pointwise")
    with pytest.raises(UsageError, match=r"no judge prompt 'nonesuch'.*lab_pairwise"):
        pairwise(Scripted(longer), "nonesuch")


def test_several_greedy_answers_are_refused(tiny: local) -> None:
    with pytest.raises(UsageError, match="greedy"):
        pairwise(tiny, "lab_pairwise", k=2).score([of("a", "b")])


def test_it_is_a_scorer() -> None:
    check_scorer(pairwise(Scripted(longer)), [pair("a", "yes, it is", "no"), pair("b", "red", "green", image="red")])


def test_plaudit_tiny_is_a_scorer_too(tiny: local) -> None:
    judge = pairwise(tiny, "lab_pairwise", pairs="first")
    check_scorer(judge, [pair("b", "There is a red star.", "There is a red circle.", image="red")])
