"""Golden values of the loss of graded items, worked out by hand."""

from __future__ import annotations

import math

import pytest
import torch

from plaudit.losses.soli_reward import soli_reward
from tests.losses.pairs import scores, softplus


def test_every_two_items_are_a_pair() -> None:
    loss = soli_reward(
        scores(2, 0, 1), torch.tensor([0, 1, 2]), torch.tensor([1.0, 0.0, 1.0]), margin=0.5, tied_weight=2.0
    )
    # (0, 1): d = 2 less 0.5; (2, 1): d = 1 less 0.5; (0, 2), a tie: d = 1 and -1, less 0.5 each
    first, last, tie = softplus(-1.5), softplus(-0.5), 2 * (softplus(-0.5) + softplus(1.5))
    assert loss.tolist() == pytest.approx([(first + tie) / 2, (first + last) / 2, (last + tie) / 2])


def test_an_item_alone_has_its_own_part_only() -> None:
    given = scores(math.log(3)), torch.tensor([0, 0]), torch.tensor([4.0, 2.0])
    # Two grades of one row are no pair; sigmoid(log 3) = 3/4 is right for a grade above 3, and wrong for the other
    loss = soli_reward(*given, binary_weight=2.0, good_above=3.0)
    assert loss.tolist() == pytest.approx([-2 * math.log(0.75), -2 * math.log(0.25)])
