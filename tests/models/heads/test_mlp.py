from __future__ import annotations

import torch

from plaudit.models.heads.mlp import mlp


def test_it_is_two_layers_with_a_relu_between() -> None:
    head = mlp(mlp.Config(inputs=2, width=2))
    with torch.no_grad():
        head.inner.weight.copy_(torch.tensor([[1.0, 0.0], [0.0, -1.0]]))
        head.inner.bias.copy_(torch.tensor([-1.0, 1.0]))
        head.score.weight.copy_(torch.tensor([[10.0, 100.0]]))
    # (3, 5): relu(3 - 1) = 2 and relu(-5 + 1) = 0, so 10 * 2; (0, -1): relu(-1) = 0 and relu(1 + 1) = 2, so 100 * 2
    hidden = torch.tensor([[[3.0, 5.0]], [[0.0, -1.0]]])
    assert head(hidden, torch.ones(2, 1, dtype=torch.bool)).tolist() == [[20.0], [200.0]]


def test_dropout_is_for_training_only() -> None:
    head = mlp(mlp.Config(inputs=4, width=64, dropout=0.5))
    hidden, mask = torch.ones(1, 1, 4), torch.ones(1, 1, dtype=torch.bool)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        assert not head(hidden, mask).equal(head(hidden, mask))
    head.eval()
    assert head(hidden, mask).equal(head(hidden, mask))
