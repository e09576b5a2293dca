"""Golden values of the smoothed Bradley-Terry loss, worked out by hand."""

from __future__ import annotations

import math

import pytest
import torch

from plaudit.losses.smoothed_bradley_terry import smoothed_bradley_terry
from tests.losses.pairs import TIE, WIN, scores


def test_golden() -> None:
    # sigmoid(log 3) = 3/4, sigmoid(-log 3) = 1/4
    given = scores(math.log(3), 0)
    assert smoothed_bradley_terry(given, *WIN, smoothing=0.2).item() == pytest.approx(
        -0.8 * math.log(0.75) - 0.2 * math.log(0.25)
    )
    assert smoothed_bradley_terry(given, *TIE, smoothing=0.2).item() == pytest.approx(-0.5 * math.log(3 / 16))


def test_is_least_where_the_winner_has_the_smoothed_chance() -> None:
    # sigmoid(log 4) = 0.8 = 1 - e
    given = scores(math.log(4), 0).requires_grad_()
    (gradient,) = torch.autograd.grad(smoothed_bradley_terry(given, *WIN, smoothing=0.2).sum(), given)
    assert gradient.tolist() == pytest.approx([0.0, 0.0], abs=1e-12)
