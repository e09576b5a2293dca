"""Golden values of ODIN's loss, worked out by hand."""

from __future__ import annotations

import math

import pytest
import torch

from plaudit.core import UsageError
from plaudit.losses.odin import correlation, odin
from tests.losses.pairs import TIE, WIN, softplus

LENGTH = torch.tensor([1.0, 2.0, 3.0])


def test_golden() -> None:
    # Quality 1, 0, 1 does not correlate with the length, length output 0, 0, 3 does by 3 / sqrt(2 * 6)
    outputs = torch.tensor([[1.0, 0.0], [0.0, 0.0], [1.0, 3.0]], dtype=torch.float64)
    penalty = 1 - 3 / math.sqrt(12)
    assert odin(outputs, *WIN, LENGTH).item() == pytest.approx(softplus(-1.0) + penalty)
    assert odin(outputs, *TIE, LENGTH, correlation_weight=0.0).item() == pytest.approx(
        (softplus(-1.0) + softplus(1.0)) / 2
    )
    # The other way round, quality is penalised too, and follows the length whichever way
    turned = outputs.flip(1) * torch.tensor([-1.0, 1.0])
    assert odin(turned, *WIN, LENGTH).item() == pytest.approx(softplus(-1.0) + 3 / math.sqrt(12) + 1)


def test_correlation_of_what_does_not_vary_is_zero() -> None:
    assert correlation(torch.ones(3), LENGTH).item() == 0.0


def test_another_number_of_outputs_is_refused() -> None:
    with pytest.raises(UsageError, match="two outputs per response, and the head gives 3"):
        odin(torch.zeros(3, 3), *WIN, LENGTH)
