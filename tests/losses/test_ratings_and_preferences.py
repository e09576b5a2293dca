"""Golden values of the loss of ratings and preferences, worked out by hand."""

from __future__ import annotations

import pytest
import torch

from plaudit.losses.ratings_and_preferences import ratings_and_preferences
from tests.losses.pairs import WIN, scores, softplus


def test_golden() -> None:
    rated, rating, strength = torch.tensor([0, 1]), torch.tensor([4.0, 0.5]), torch.tensor([2.0])
    found = ratings_and_preferences(
        scores(3, 1), rated, rating, *WIN, strength, rating_weight=0.5, preference_weight=3.0
    )
    # 1/2 (3 - 4)^2, 1/2 (1 - 1/2)^2, 3 * 2 * -log sigmoid(3 - 1)
    assert found.tolist() == pytest.approx([0.5, 0.125, 6 * softplus(-2.0)])
