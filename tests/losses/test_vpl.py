"""Golden values of the evidence bound, worked out by hand."""

from __future__ import annotations

import math

import pytest
import torch

from plaudit.losses.vpl import divergence, vpl

PAIR = torch.tensor([0]), torch.tensor([1])
OUTPUTS = torch.tensor([[math.log(3), 2.0], [0.0, 2.0]])


def test_what_is_known_of_the_person_is_paid_for() -> None:
    # P(win) = 3/4; two nats at 0.1 each.
    loss = vpl(OUTPUTS, *PAIR, torch.tensor([False]), kl_weight=0.1)
    assert loss.item() == pytest.approx(-math.log(0.75) + 0.2, abs=1e-6)


def test_a_tie_is_half_a_win_for_either() -> None:
    loss = vpl(OUTPUTS, *PAIR, torch.tensor([True]), kl_weight=0.0)
    assert loss.item() == pytest.approx(-0.5 * math.log(3 / 16), abs=1e-6)


def test_divergence_from_the_standard_law() -> None:
    # N(2, 1): 4/2 nats. N(0, e): (e - 1 - 1) / 2. Of both numbers together, the sum.
    mean, log_variance = torch.tensor([[0.0, 0.0], [2.0, 0.0]]), torch.tensor([[0.0, 0.0], [0.0, 1.0]])
    assert divergence(mean, log_variance).tolist() == pytest.approx([0.0, 2 + (math.e - 2) / 2])
