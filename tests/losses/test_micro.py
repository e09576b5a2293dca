"""Golden values of the mixture loss, worked out by hand."""

from __future__ import annotations

import math

import pytest
import torch

from plaudit.losses.micro import gains, micro

LOG3 = math.log(3)
PAIR = torch.tensor([0]), torch.tensor([1])
DECIDED, TIED = torch.tensor([False]), torch.tensor([True])


def outputs(weights: tuple[float, float], other: tuple[float, float] | None = None) -> torch.Tensor:
    """Rewards whose differences are log 3 and -log 3: P(win) is 3/4 by the first and 1/4 by the second."""
    rows = ((LOG3, 0.0, *weights), (0.0, LOG3, *(other or weights)))
    return torch.tensor(rows, dtype=torch.float64)


def test_the_weights_decide_whose_probability_counts() -> None:
    # 0.9 * 3/4 + 0.1 * 1/4 = 0.7
    loss = micro(outputs((math.log(0.9), math.log(0.1))), *PAIR, DECIDED)
    assert loss.item() == pytest.approx(-math.log(0.7), abs=1e-12)


def test_a_tie_is_half_a_win_for_either() -> None:
    # By either reward the root of 3/4 * 1/4.
    loss = micro(outputs((math.log(0.9), math.log(0.1))), *PAIR, TIED)
    assert loss.item() == pytest.approx(-0.5 * math.log(3 / 16), abs=1e-12)


def test_weights_of_the_two_responses_are_averaged() -> None:
    # In logarithms: (9 : 1) and (1 : 9) come to 1 : 1, and 1/2 * 3/4 + 1/2 * 1/4 = 1/2.
    one, other = (math.log(0.9), math.log(0.1)), (math.log(0.1), math.log(0.9))
    assert micro(outputs(one, other), *PAIR, DECIDED).item() == pytest.approx(math.log(2), abs=1e-12)


def test_what_each_reward_alone_gains() -> None:
    found = gains(outputs((0.0, 0.0)), *PAIR, DECIDED)
    assert found.exp().tolist() == [pytest.approx([0.75, 0.25])]
