from __future__ import annotations

import torch

from plaudit.models.heads.laplace import laplace


def test_golden() -> None:
    """Two dimensions with a bias. On the state (3, 1) and its constant 1:

    scores 1*3 + 2*1 + 4 = 9 and 0; root x = (2*3, 0, 8*1) = (6, 0, 8), so sd 10, and (0, 0, 1), so sd 1.
    """
    head = laplace(laplace.Config(inputs=2, outputs=2, bias=True))
    root = torch.tensor(
        [[[2.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 8.0, 0.0]], [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 1.0]]]
    )
    weights = {"score.weight": torch.tensor([[1.0, 2.0], [0.0, 0.0]]), "score.bias": torch.tensor([4.0, 0.0])}
    head.load_state_dict({**weights, "root": root})
    hidden, mask = torch.tensor([[[9.0, 9.0], [3.0, 1.0]]]), torch.tensor([[False, True]])
    given = head(hidden, mask)
    assert given.tolist() == [[[-1.0, 19.0], [-1.0, 1.0]]]
    assert head.scores(given).tolist() == [[9.0, 0.0]]
