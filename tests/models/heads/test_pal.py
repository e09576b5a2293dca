from __future__ import annotations

import pytest
import torch

from plaudit.models.heads._personal import Pairs
from plaudit.models.heads.pal import pal

PLACES = torch.tensor([[[0.0, 0.0]], [[4.0, 0.0]]])
FIRST = Pairs(torch.tensor([0]), torch.tensor([1]), torch.tensor([False]))


def made() -> pal:
    """Ideal points (0, 0) and (4, 0); ann is near the first, bob between the two."""
    head = pal(pal.Config(inputs=3, width=2, groups=2, users=("ann", "bob")))
    with torch.no_grad():
        head.points.copy_(torch.tensor([[[0.0, 0.0]], [[4.0, 0.0]]]))
        head.tastes.copy_(torch.tensor([[50.0, -50.0], [0.0, 0.0]]))
    return head


def test_a_score_is_minus_the_distance_from_one_s_ideal_point() -> None:
    head = made()
    assert head.personal(PLACES, head.tastes[[0, 0]]).flatten().tolist() == pytest.approx([0.0, -4.0])
    assert head.personal(PLACES, head.tastes[[1, 1]]).flatten().tolist() == pytest.approx([-2.0, -2.0])


def test_nobody_s_taste_is_that_of_all_users() -> None:
    values, probabilities = made().atoms(PLACES)
    assert values[:, 0].tolist() == [[0.0, -4.0], [-4.0, 0.0]]
    # ann is all for the first point, bob half for either.
    assert probabilities[:, 0].tolist() == [pytest.approx([0.75, 0.25])] * 2


def test_the_loss_is_of_the_annotator_s_own_scores() -> None:
    # log(1 + exp(-4)) for ann, log 2 for bob, who cannot tell.
    for user, expected in ((0, 0.01815), (1, 0.69315)):
        assert made().loss(PLACES, FIRST, torch.tensor([user]), 0).item() == pytest.approx(expected, abs=1e-5)


def test_a_new_user_is_placed_by_what_they_prefer() -> None:
    head = made()
    near, far = (head.inferred(PLACES, pairs, 0) for pairs in (FIRST, Pairs(FIRST.worse, FIRST.better, FIRST.tie)))
    assert near[0] > near[1] + 0.5 and far[1] > far[0] + 0.5
    assert near.tolist() == pytest.approx(far.flip(0).tolist(), abs=1e-4)
