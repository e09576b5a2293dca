from __future__ import annotations

import pytest
import torch
from torch import Tensor

from plaudit.train.tally import Tally


def target(better: list[int], worse: list[int], tie: list[bool]) -> dict[str, Tensor]:
    return {
        "better": torch.tensor(better, dtype=torch.int64),
        "worse": torch.tensor(worse, dtype=torch.int64),
        "tie": torch.tensor(tie, dtype=torch.bool),
    }


SCORES = torch.tensor([[3.0], [1.0], [1.0]])
MIXED = target([0, 1, 1, 0], [1, 0, 2, 2], [False, False, False, True])
"""Margins 2 (right), -2 (wrong), 0 (tied, one half); and a label that is a tie, which has no right answer."""


def test_figures_of_one_dimension() -> None:
    tally = Tally(["overall"])
    assert tally.add(SCORES, [torch.tensor([1.0, 2.0, 3.0, 4.0])], [MIXED]) == 10.0
    tally.count({"samples": 2, "unscored": 1})
    assert tally.summary() == {
        "loss": 2.5,
        "accuracy": 0.5,
        "margin": 0.0,
        "comparisons": 4,
        "ties": 1,
        "samples": 2,
        "unscored": 1,
    }


def test_sums_of_processes_and_batches_add_up() -> None:
    one, two = Tally(["overall"]), Tally(["overall"])
    one.add(SCORES, [torch.tensor([6.0])], [target([0], [1], [False])])
    two.add(SCORES, [torch.tensor([1.0, 2.0])], [target([1, 1], [0, 0], [False, False])])
    one.merge([dict(one.sums), dict(two.sums)])
    figures = one.summary()
    # (6 + 1 + 2) / 3; one of three right; (2 - 2 - 2) / 3
    assert figures["loss"] == pytest.approx(3.0)
    assert figures["accuracy"] == pytest.approx(1 / 3)
    assert figures["margin"] == pytest.approx(-2 / 3)


def test_dimensions_apart_and_together() -> None:
    tally = Tally(["a", "b"])
    scores = torch.tensor([[1.0, 1.0], [0.0, 2.0]])
    pair = target([0], [1], [False])
    tally.add(scores, [torch.tensor([1.0]), torch.tensor([2.0])], [pair, pair])
    figures = tally.summary()
    assert (figures["accuracy"], figures["accuracy/a"], figures["accuracy/b"]) == (0.5, 1.0, 0.0)
    assert (figures["margin/a"], figures["margin/b"]) == (1.0, -1.0)


def test_what_rests_on_nothing_is_left_out() -> None:
    tally = Tally(["overall"])
    tally.add(SCORES, [torch.zeros(0)], [target([], [], [])])
    assert tally.summary() == {"comparisons": 0, "ties": 0}
