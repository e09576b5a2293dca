from __future__ import annotations

import pytest
import torch

from plaudit.models.pooling import pool


def test_the_mean_of_the_marked_tokens() -> None:
    hidden = torch.tensor([[[1.0], [2.0], [6.0]], [[1.0], [2.0], [float("nan")]]])
    mask = torch.tensor([[False, True, True], [True, True, False]])
    assert pool(hidden, mask).tolist() == [[4.0], [1.5]]


def test_it_sums_in_float32_or_wider() -> None:
    # 256 ones and a half: bfloat16 has 8 bits, and would lose the half
    hidden = torch.ones(1, 257, 1, dtype=torch.bfloat16)
    hidden[0, 256] = 0.5
    pooled = pool(hidden, torch.ones(1, 257, dtype=torch.bool))
    assert pooled.dtype == torch.float32
    assert pooled.item() == pytest.approx(256.5 / 257, abs=1e-6)
    assert pool(hidden.double(), torch.ones(1, 257, dtype=torch.bool)).dtype == torch.float64
