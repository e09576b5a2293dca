from __future__ import annotations

import math

import pytest
import torch

from plaudit.models.heads.gated import gated


def test_the_first_marked_token_weighs_the_objectives_of_the_last() -> None:
    head = gated(gated.Config(inputs=2, outputs=3, objectives=2, width=2, layers=1, temperature=2.0))
    with torch.no_grad():
        head.objectives.weight.copy_(torch.tensor([[1.0, 0.0], [0.0, 1.0]]))
        head.gate[0].weight.copy_(torch.eye(2))
        head.gate[1].weight.copy_(torch.eye(2))
        head.gate[0].bias.zero_()
        head.gate[1].bias.zero_()
        head.scale.fill_(3.0)
        head.transform.copy_(torch.tensor([[1.0, -1.0], [0.0, 1.0]]))
    hidden = torch.tensor([[[2 * math.log(3), -5.0], [9.0, 9.0], [4.0, 10.0], [7.0, 7.0]]])
    mask = torch.tensor([[True, False, True, False]])
    # gate: relu gives (2 ln 3, 0), over 2 is (ln 3, 0), softmax (3/4, 1/4), times 3 is (9/4, 3/4)
    # objectives (4, 10); times the matrix (4, 10 - 4); 9/4 * 4 + 3/4 * 6 = 13.5
    assert head(hidden, mask)[0].tolist() == pytest.approx([13.5, 4.0, 10.0], abs=1e-5)
