from __future__ import annotations

import math

import pytest
import torch

from plaudit.models.heads._personal import Pairs
from plaudit.models.heads.micro import micro

HALF = math.log(0.5)
OUTPUTS = torch.tensor([[[3.0, -1.0, HALF, HALF]], [[1.0, 1.0, HALF, HALF]]])
PAIRS = Pairs(torch.tensor([0]), torch.tensor([1]), torch.tensor([False]))


def test_the_weights_come_from_the_prompt() -> None:
    head = micro(micro.Config(inputs=1, groups=2))
    with torch.no_grad():
        head.rewards.weight.copy_(torch.tensor([[1.0], [-1.0]]))
        head.router.weight.copy_(torch.tensor([[math.log(3)], [0.0]]))
    outputs = head(torch.tensor([[[1.0], [2.0]]]), torch.tensor([[True, True]]))
    assert outputs.tolist() == [[pytest.approx([2.0, -2.0, math.log(0.75), math.log(0.25)])]]
    assert head.scores(outputs).item() == pytest.approx(1.0)


def test_a_taste_moves_the_weights() -> None:
    head = micro(micro.Config(inputs=1, groups=2, users=("ann",)))
    # Odds of 3 for the first reward: 3/4 * 3 - 1/4 * 1 and 1.
    found = head.personal(OUTPUTS, torch.tensor([[math.log(3), 0.0]]).expand(2, -1))
    assert found.flatten().tolist() == pytest.approx([2.0, 1.0])


def test_a_new_user_s_weights_are_the_posterior_of_the_rewards() -> None:
    head = micro(micro.Config(inputs=1, groups=2))
    taste = head.inferred(OUTPUTS, PAIRS, 0)
    # The first reward foretells the comparison with sigmoid(2) = 0.8808, the second with sigmoid(-2) = 0.1192.
    assert taste.exp().tolist() == pytest.approx([0.8808, 0.1192], abs=1e-4)
