from __future__ import annotations

import math

import pytest
import torch

from plaudit.models.heads.categorical import categorical


def test_the_expected_level() -> None:
    head = categorical(categorical.Config(inputs=4, levels=3))
    # Odds 1 : 2 : 5 of levels 1, 2, 3: the mean is (1 + 4 + 15) / 8.
    outputs = torch.tensor([[[0.0, math.log(2), math.log(5)]]])
    values, probabilities = head.atoms(outputs)
    assert values.tolist() == [[[1.0, 2.0, 3.0]]]
    assert probabilities.tolist() == [[pytest.approx([0.125, 0.25, 0.625])]]
    assert head.scores(outputs).item() == pytest.approx(2.5)
