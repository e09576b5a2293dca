from __future__ import annotations

import torch

from plaudit.models.heads._personal import Pairs
from plaudit.models.heads.vpl import vpl

OUTPUTS = torch.randn(6, 1, 32, generator=torch.Generator().manual_seed(0))
PAIRS = Pairs(torch.tensor([0, 2, 4]), torch.tensor([1, 3, 5]), torch.zeros(3, dtype=torch.bool))


def made() -> vpl:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return vpl(vpl.Config(inputs=3))


def test_a_taste_changes_the_score_and_none_is_the_middle() -> None:
    head = made()
    middle = head.personal(OUTPUTS, torch.zeros(6, 4))
    assert middle.equal(head.scores(OUTPUTS))
    assert not head.personal(OUTPUTS, torch.ones(6, 4)).allclose(middle)


def test_a_taste_does_not_depend_on_the_order_of_the_comparisons_but_on_what_they_say() -> None:
    head, turned = made(), Pairs(PAIRS.worse, PAIRS.better, PAIRS.tie)
    taste = head.inferred(OUTPUTS, PAIRS, 0)
    torch.testing.assert_close(head.inferred(OUTPUTS, Pairs(*(x.flip(0) for x in PAIRS)), 0), taste)
    assert not head.inferred(OUTPUTS, turned, 0).allclose(taste)
