from __future__ import annotations

import pytest
import torch
from torch import Tensor

from plaudit.core import UsageError
from plaudit.models.heads.linear import linear
from plaudit.train import outputs


class quartiles(linear):
    """Three outputs per dimension."""

    def forward(self, hidden_RLH: Tensor, pool_RL: Tensor) -> Tensor:
        return super().forward(hidden_RLH, pool_RL).unflatten(1, (-1, 3))


class median(quartiles):
    """The middle one is the score."""

    def scores(self, outputs_RDK: Tensor) -> Tensor:
        return outputs_RDK[:, :, 1]


CONFIG = linear.Config(inputs=4, outputs=6)
RAW = torch.arange(12.0).reshape(2, 2, 3)
"""Two rows, two dimensions, three outputs each."""


def test_outputs_of_a_dimension() -> None:
    assert outputs.per_dimension(RAW, 2).equal(RAW)
    assert outputs.per_dimension(RAW[:, :, 0], 2).tolist() == [[[0.0], [3.0]], [[6.0], [9.0]]]
    with pytest.raises(UsageError, match="2 scores for 4 dimensions"):
        outputs.per_dimension(RAW, 4)


def test_scores_are_what_the_head_makes_of_several_outputs() -> None:
    assert outputs.scores(median(CONFIG), RAW).tolist() == [[1.0, 4.0], [7.0, 10.0]]
    assert outputs.scores(linear(CONFIG), RAW[:, 0]).equal(RAW[:, 0])
    with pytest.raises(UsageError, match="3 outputs per dimension and does not say which score"):
        outputs.scores(quartiles(CONFIG), RAW)


def test_width_is_found_out_and_leaves_the_head_as_it_was() -> None:
    head = median(CONFIG).train()
    assert (outputs.width(head, 2), outputs.width(linear(CONFIG), 6), head.training) == (3, 1, True)
