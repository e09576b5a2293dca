"""Golden values of the Plackett-Luce loss, worked out by hand."""

from __future__ import annotations

import math

import pytest
import torch

from plaudit.losses.plackett_luce import plackett_luce
from tests.losses.pairs import scores, softplus

WEIGHTS = scores(math.log(3), math.log(2), 0)
"""Chances to be picked of 3 : 2 : 1."""


def test_picks_one_after_another() -> None:
    ranked, value = torch.tensor([[0, 1, 2], [2, 0, 1]]), torch.tensor([[9.0, 5.0, 4.0], [9.0, 5.0, 4.0]])
    # 3/6 * 2/3; and 1/6 * 3/5
    assert plackett_luce(WEIGHTS, ranked, value).neg().exp().tolist() == pytest.approx([1 / 3, 1 / 10])


def test_ties_are_picked_from_the_same_rest() -> None:
    ranked, value = torch.tensor([[0, 1, 2]]), torch.tensor([[1.0, 0.0, 0.0]])
    # 3/6, then 2/3 and 1/3
    assert plackett_luce(WEIGHTS, ranked, value).neg().exp().item() == pytest.approx(1 / 9)


def test_a_list_of_two_is_bradley_terry_whatever_fills_it_up() -> None:
    ranked, value = torch.tensor([[1, 0, -1], [0, 1, -1]]), torch.tensor([[-2.0, -3.0, 0.0], [-1.0, -1.0, 0.0]])
    won, tied = plackett_luce(scores(2, 3), ranked, value).tolist()
    assert (won, tied) == pytest.approx((softplus(-1.0), softplus(-1.0) + softplus(1.0)))
