"""Golden values of the loss of contrast instructions, worked out by hand."""

from __future__ import annotations

import pytest
import torch

from plaudit.losses.contrast_instructions import contrast_instructions
from tests.losses.pairs import WIN, scores, softplus


def test_golden() -> None:
    under = torch.tensor([0]), torch.tensor([2])
    loss = contrast_instructions(scores(3, 1, 2), *WIN, *under, contrast_weight=0.5)
    # 3 against 1 within the prompt, 3 against 2 across prompts
    assert loss.tolist() == pytest.approx([softplus(-2.0), 0.5 * softplus(-1.0)])
