"""Labels of three multimodal reward benchmarks: their sizes, and MMRB2's labels as the mean of its raters."""

from __future__ import annotations

from collections import Counter

import pytest

from plaudit.evaluate.tables import Table, Words, agreement, read_table, score_ballots
from plaudit.metrics import all_right
from tests.evaluate.published.data import folder

NAME = "mm_rewardbench_labels"
CHOSEN_A = {"t2i": 532, "edit": 555, "interleaved": 575, "reasoning": 475}


@pytest.fixture(scope="module")
def mmrb2() -> Table:
    return read_table(folder(NAME) / "mmrb2_pairs_4000.jsonl.gz")


def test_a_judge_that_always_says_a(mmrb2: Table) -> None:
    words = Words(first=["A"], second=["B"])
    found = agreement(
        score_ballots(mmrb2, item=["id"], first="1", second="0", words=words, label="chosen", by=["task"])
    )
    assert {one.by[0]: round(1000 * one.accuracy.value) for one in found if one.accuracy} == CHOSEN_A


def test_the_mean_of_three_raters_is_the_label(mmrb2: Table) -> None:
    rated_pairs = Table([row for row in mmrb2.rows if row["task"] != "reasoning"], mmrb2.name)  # rated each by itself
    words = Words(first=["A"], second=["B"])
    ballots = score_ballots(
        rated_pairs,
        item=["id"],
        first="mean(human_annotations)",
        second="3.5",
        words=words,
        label="chosen",
        by=["task"],
    )
    for one in agreement(ballots):
        assert one.accuracy is not None
        assert (one.accuracy.value, one.accuracy.n, one.unread) == (1, 1000, 0)


def test_groups_of_mm_rlhf() -> None:
    table = read_table(folder(NAME) / "mm_rlhf_rewardbench_170.jsonl.gz")
    groups = [name for (name,) in table.keys(["id"])]
    assert len(groups) == 170
    right = all_right(table.numbers("1") * 1.0, groups)
    assert len(right) == 46
    assert Counter(Counter(groups).values()) == {2: 11, 3: 13, 4: 6, 5: 11, 6: 5}


def test_vl_rewardbench_prefers_the_first_nearly_always() -> None:
    table = read_table(folder(NAME) / "vl_rewardbench_1250.jsonl.gz")
    (found,) = agreement(score_ballots(table, item=["id"], first="human_ranking[1]", second="human_ranking[0]"))
    assert found.accuracy is not None
    assert found.accuracy.value == 1245 / 1250
