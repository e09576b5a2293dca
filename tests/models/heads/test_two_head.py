from __future__ import annotations

import torch

from plaudit.models.heads.two_head import two_head


def test_the_first_output_is_the_score() -> None:
    head = two_head(two_head.Config(inputs=2, outputs=2))
    with torch.no_grad():
        head.score.weight.copy_(torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, -1.0]]))
    outputs = head(torch.tensor([[[5.0, 3.0]]]), torch.ones(1, 1, dtype=torch.bool))
    assert outputs.tolist() == [[[5.0, 3.0], [8.0, 2.0]]]
    assert head.scores(outputs).tolist() == [[5.0, 8.0]]
