from __future__ import annotations

import pytest
import torch

from plaudit.models.heads.linear import linear


def test_it_is_a_dot_product_with_the_pooled_state() -> None:
    head = linear(linear.Config(inputs=2, outputs=1, bias=True))
    with torch.no_grad():
        head.score.weight.copy_(torch.tensor([[2.0, -1.0]]))
        head.score.bias.fill_(0.5)
    hidden = torch.tensor([[[1.0, 1.0], [3.0, 5.0]]])
    # The last token: 2 * 3 - 5 + 0.5; both: their mean is (2, 3), 2 * 2 - 3 + 0.5
    assert head(hidden, torch.tensor([[False, True]])).tolist() == [[1.5]]
    assert head(hidden, torch.tensor([[True, True]])).tolist() == [[1.5]]
    assert head(hidden, torch.tensor([[True, False]])).tolist() == [[1.5]]


def test_scores_of_a_new_head_have_a_deviation_of_about_one() -> None:
    with torch.random.fork_rng(), torch.no_grad():
        torch.manual_seed(0)
        head = linear(linear.Config(inputs=512, outputs=64))
        scores = head(torch.randn(64, 1, 512), torch.ones(64, 1, dtype=torch.bool))
    assert float(scores.std()) == pytest.approx(1.0, abs=0.1)
