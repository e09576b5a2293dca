"""Golden values of the Bradley-Terry loss, worked out by hand."""

from __future__ import annotations

import math

import pytest
import torch

from plaudit.losses.bradley_terry import bradley_terry


def loss(high: float, low: float, *, tie: bool = False, strength: float = 1.0, **options: float) -> float:
    scores = torch.tensor([low, high], dtype=torch.float64)
    value = bradley_terry(
        scores, torch.tensor([1]), torch.tensor([0]), torch.tensor([tie]), torch.tensor([strength]), **options
    )
    return float(value)


def softplus(x: float) -> float:
    """log(1 + e^x) = -log sigmoid(-x)."""
    return math.log1p(math.exp(x))


def test_decided() -> None:
    # P(win) = 3/4 at a difference of log 3: sigmoid(log 3) = 3 / (3 + 1)
    assert loss(math.log(3), 0.0) == pytest.approx(-math.log(0.75), abs=1e-12)
    # The other way round, P(win) = 1/4
    assert loss(0.0, math.log(3)) == pytest.approx(-math.log(0.25), abs=1e-12)
    # Only the difference counts
    assert loss(7.0 + math.log(3), 7.0) == pytest.approx(-math.log(0.75), abs=1e-12)


def test_tie_is_half_a_win_for_either() -> None:
    assert loss(5.0, 5.0, tie=True) == pytest.approx(math.log(2), abs=1e-12)
    # -1/2 log(3/4) - 1/2 log(1/4) = -1/2 log(3/16)
    assert loss(math.log(3), 0.0, tie=True) == pytest.approx(-0.5 * math.log(3 / 16), abs=1e-12)
    assert loss(0.0, math.log(3), tie=True) == pytest.approx(-0.5 * math.log(3 / 16), abs=1e-12)


def test_margin_is_taken_off_the_difference_of_decided_comparisons() -> None:
    assert loss(2.0, 0.0, margin=2.0) == pytest.approx(math.log(2), abs=1e-12)
    # 2 - (0.5 + 0.25 * 4) = 0.5
    assert loss(2.0, 0.0, margin=0.5, strength_margin=0.25, strength=4.0) == pytest.approx(softplus(-0.5), abs=1e-12)
    assert loss(1.0, 1.0, tie=True, margin=3.0, strength_margin=1.0) == pytest.approx(math.log(2), abs=1e-12)


def test_centring_is_added_to_both_kinds() -> None:
    # (2 + 1)^2 = 9
    assert loss(2.0, 1.0, center=0.1) == pytest.approx(softplus(-1.0) + 0.9, abs=1e-12)
    assert loss(2.0, 1.0, tie=True, center=0.1) == pytest.approx(0.5 * softplus(-1.0) + 0.5 * softplus(1.0) + 0.9)


def test_gradient_is_the_probability_of_being_wrong() -> None:
    scores = torch.tensor([math.log(3), 0.0], dtype=torch.float64, requires_grad=True)
    one = torch.tensor
    loss_P = bradley_terry(scores, one([0]), one([1]), one([False]), one([1.0]))
    (gradient,) = torch.autograd.grad(loss_P.sum(), scores)
    assert gradient.tolist() == pytest.approx([-0.25, 0.25], abs=1e-12)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_far_scores_stay_finite(dtype: torch.dtype) -> None:
    scores = torch.tensor([-1e4, 1e4], dtype=dtype, requires_grad=True)
    better, worse, tie = torch.tensor([0, 0]), torch.tensor([1, 1]), torch.tensor([False, True])
    value = bradley_terry(scores, better, worse, tie, torch.ones(2))
    assert value.tolist() == pytest.approx([2e4, 1e4])
    assert torch.autograd.grad(value.sum(), scores)[0].isfinite().all()
