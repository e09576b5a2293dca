from __future__ import annotations

import math

import pytest
import torch

from plaudit.models.heads.attentive import attentive


def test_a_query_weighs_the_marked_tokens() -> None:
    head = attentive(attentive.Config(inputs=2, attention=True, heads=1))
    with torch.no_grad():
        for layer in (head.pools[0].k, head.pools[0].v, head.layers[0][0]):
            layer.weight.copy_(torch.eye(2))
        head.pools[0].query.copy_(torch.tensor([math.sqrt(2), 0.0]))
        head.layers[0][0].bias.zero_()
        head.layers[0][3].weight.copy_(torch.tensor([[1.0, 0.0]]))
    hidden = torch.tensor([[[math.log(3), 0.0], [9.0, 9.0], [0.0, 4.0]]])
    mask = torch.tensor([[True, False, True]])
    # logits (ln 3, 0): weights (3/4, 1/4); pooled (3/4 ln 3, 1) = (0.823959, 1)
    # over the root of the mean square, sqrt((0.678909 + 1) / 2) = 0.916217: 0.899306
    # SiLU: 0.899306 / (1 + e^-0.899306) = 0.899306 / 1.406852 = 0.639233; its sigmoid
    assert head(hidden, mask).item() == pytest.approx(1 / (1 + math.exp(-0.639233)), abs=1e-5)


def test_without_a_query_the_mean_is_read() -> None:
    head = attentive(attentive.Config(inputs=2))
    same, mask = torch.tensor([[[1.0, 3.0], [3.0, 1.0]]]), torch.tensor([[True, True]])
    assert head(same, mask).allclose(head(torch.tensor([[[2.0, 2.0]]]), torch.tensor([[True]])))
    assert not head.pools
