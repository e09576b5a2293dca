from __future__ import annotations

import pytest
import torch
from torch import Tensor

from plaudit.core import UsageError
from plaudit.models.heads.linear import linear
from plaudit.train import outputs


class median(linear):
    """Three quantiles per dimension; the middle one is the score."""

    def scores(self, raw: Tensor) -> Tensor:
        return raw[:, :, 1]


def test_all_outputs_of_a_dimension_lie_together() -> None:
    raw = torch.arange(12.0).reshape(2, 6)
    assert outputs.per_dimension(raw, 2).tolist() == [[[0, 1, 2], [3, 4, 5]], [[6, 7, 8], [9, 10, 11]]]
    assert outputs.per_dimension(raw.reshape(2, 2, 3), 2).equal(outputs.per_dimension(raw, 2))
    assert outputs.per_dimension(torch.zeros(0, 2), 2).shape == (0, 2, 1)
    with pytest.raises(UsageError, match="6 outputs for 4 dimensions"):
        outputs.per_dimension(raw, 4)


def test_scores_are_what_the_head_makes_of_several_outputs() -> None:
    raw = torch.arange(12.0).reshape(2, 6)
    assert outputs.scores(median(linear.Config(inputs=4, outputs=6)), raw, 2).tolist() == [[1.0, 4.0], [7.0, 10.0]]
    plain = linear(linear.Config(inputs=4, outputs=6))
    assert outputs.scores(plain, raw, 6).equal(raw)
    with pytest.raises(UsageError, match="3 outputs per dimension and does not say which score"):
        outputs.scores(plain, raw, 2)


def test_width_is_found_out_and_leaves_the_head_as_it_was() -> None:
    head = median(linear.Config(inputs=4, outputs=6)).train()
    assert (outputs.width(head, 2), outputs.width(head, 6), head.training) == (3, 1, True)
