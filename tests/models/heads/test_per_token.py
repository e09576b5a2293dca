from __future__ import annotations

import pytest
import torch

from plaudit.models.heads.per_token import per_token


def test_each_dimension_reads_its_own_token_and_the_first_column_is_their_weighted_sum() -> None:
    head = per_token(per_token.Config(inputs=2, outputs=3, weights=(2.0, 0.5)))
    with torch.no_grad():
        head.score.weight.copy_(torch.tensor([[1.0, 0.0], [0.0, 1.0]]))
    hidden = torch.tensor([[[3.0, 9.0], [7.0, 7.0], [9.0, 4.0], [8.0, 8.0]]])
    mask = torch.tensor([[True, False, True, False]])
    # the first vector on the first marked token: 3; the second on the second: 4; 2 * 3 + 0.5 * 4 = 8
    assert head(hidden, mask)[0].tolist() == pytest.approx([8.0, 3.0, 4.0])


def test_a_dimension_without_a_token_of_its_own_reads_the_last() -> None:
    head = per_token(per_token.Config(inputs=1, outputs=2))
    with torch.no_grad():
        head.score.weight.copy_(torch.tensor([[1.0], [10.0]]))
    assert head(torch.tensor([[[5.0], [6.0]]]), torch.tensor([[False, True]]))[0].tolist() == [6.0, 60.0]
