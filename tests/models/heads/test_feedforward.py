from __future__ import annotations

import math
from typing import Literal

import pytest
import torch

from plaudit.models.heads.feedforward import feedforward


@pytest.mark.parametrize(
    ("between", "expected"),
    [
        # one hidden layer of two units: (2 - 3, 3) = (-1, 3); then their sum and 1
        ("none", -1 + 3 + 1),
        ("relu", 0 + 3 + 1),
        ("tanh", math.tanh(-1) + math.tanh(3) + 1),
    ],
)
def test_by_hand(between: Literal["relu", "tanh", "none"], expected: float) -> None:
    head = feedforward(feedforward.Config(inputs=1, widths=(2,), between=between))
    with torch.no_grad():
        head.layers[0].weight.copy_(torch.tensor([[1.0], [1.5]]))
        head.layers[0].bias.copy_(torch.tensor([-3.0, 0.0]))
        head.layers[1].weight.fill_(1.0)
        head.layers[1].bias.fill_(1.0)
    hidden, mask = torch.tensor([[[9.0], [2.0]]]), torch.tensor([[False, True]])
    assert head(hidden, mask).item() == pytest.approx(expected, abs=1e-6)
