from __future__ import annotations

import math

import pytest
import torch

from plaudit.core import UsageError
from plaudit.models.heads.preference_embedding import preference_embedding


def test_a_circle_of_three() -> None:
    head = preference_embedding(preference_embedding.Config(inputs=2))
    with torch.no_grad():
        head.embed.weight.copy_(torch.eye(2))
    angles = torch.tensor([0.0, 2 * math.pi / 3, 4 * math.pi / 3])
    hidden = 7 * torch.stack([angles.cos(), angles.sin()], 1).unsqueeze(1)  # the length 7 goes
    outputs = head(hidden, torch.ones(3, 1, dtype=torch.bool))
    # x_a y_b - y_a x_b is the sine of the angle from a to b: sin 120 = 0.8660, and sin 240 is minus that.
    won = head.compared(outputs).detach()[..., 0]
    assert [won[0, 1], won[1, 2], won[2, 0]] == pytest.approx([0.75**0.5] * 3)
    assert won[1, 0] == -won[0, 1]
    assert head.scores(outputs).flatten().tolist() == pytest.approx([0.0] * 3, abs=1e-6)


def test_two_planes_add_up() -> None:
    head = preference_embedding(preference_embedding.Config(inputs=2, width=4))
    a, b = [1.0, 0.0, 0.0, 2.0], [0.0, 3.0, 1.0, 1.0]
    # 1 * 3 - 0 * 0, and 0 * 1 - 2 * 1
    assert head.compared(torch.tensor([[a], [b]]))[0, 1, 0] == 1.0


def test_an_odd_width_is_refused() -> None:
    with pytest.raises(UsageError, match="width is 3"):
        preference_embedding(preference_embedding.Config(inputs=2, width=3))
