from __future__ import annotations

import pytest
import torch

from plaudit.models.heads.ordinal import ordinal


def test_by_hand() -> None:
    head = ordinal(ordinal.Config(inputs=1, levels=3, lowest=0.0))
    with torch.no_grad():
        head.score.weight.fill_(1.0)
    # Thresholds of a new head are 1 apart around 0: -1/2 and 1/2.
    outputs = head(torch.tensor([[[9.0], [0.5]]]), torch.tensor([[False, True]]))
    assert outputs.tolist() == [[pytest.approx([1.0, 0.0], abs=1e-6)]]
    values, probabilities = head.atoms(outputs)
    # sigmoid(1) = 0.7311, sigmoid(0) = 0.5: the middle level has 0.2311, and the mean is 0.2311 + 2 * 0.5.
    assert values.tolist() == [[[0.0, 1.0, 2.0]]]
    assert probabilities.tolist() == [[pytest.approx([0.2689, 0.2311, 0.5], abs=1e-4)]]
    assert head.scores(outputs).item() == pytest.approx(1.2311, abs=1e-4)


def test_thresholds_stay_in_order() -> None:
    head = ordinal(ordinal.Config(inputs=1, levels=5))
    with torch.no_grad():
        head.gaps.copy_(torch.tensor([[-9.0, 3.0, -30.0]]))
    outputs = head(torch.ones(1, 1, 1), torch.ones(1, 1, dtype=torch.bool))
    assert (outputs.diff() <= 0).all()  # equal by rounding
