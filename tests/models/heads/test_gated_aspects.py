from __future__ import annotations

import math

import pytest
import torch

from plaudit.models.heads.gated_aspects import gated_aspects


def test_by_hand() -> None:
    config = gated_aspects.Config(inputs=1, outputs=6, aspects=(2, 1), layers=0, temperature=2.0)
    head = gated_aspects(config)
    with torch.no_grad():
        head.criteria.weight.copy_(torch.tensor([[1.0], [5.0], [-1.0]]))
        for gate, logits in ((head.criteria_gate, [0.0, math.log(9), 7.0]), (head.aspect_gate, [math.log(9), 0.0])):
            gate[0].weight.copy_(torch.tensor(logits).unsqueeze(1))
            gate[0].bias.zero_()
        head.scale.fill_(2.0)
    # The prompt's state is 1, the response's 2; the token between is not read. At temperature 2, odds of 9 become 3:
    # criteria 2, 10, -2; aspects 1/4 * 2 + 3/4 * 10 = 8 and -2; score 2 * (3/4 * 8 - 1/4 * 2) = 11.
    hidden, mask = torch.tensor([[[1.0], [9.0], [2.0]]]), torch.tensor([[True, False, True]])
    assert head(hidden, mask).tolist() == [pytest.approx([11.0, 8.0, -2.0, 2.0, 10.0, -2.0])]
