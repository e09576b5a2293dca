"""Every head: scores in float32 or wider, a row alone as in a batch, padding never read, saved and loaded alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from plaudit.core import find, names
from plaudit.models import heads

HEADS = names(heads)


def made(name: str, outputs: int = 2, dtype: torch.dtype = torch.float64) -> Any:
    head = find(heads, name)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return head(head.Config(inputs=8, outputs=outputs)).to(dtype).eval()


def hidden(rows: int, length: int, seed: int = 0) -> Tensor:
    return torch.randn(rows, length, 8, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


def last(rows: int, length: int) -> Tensor:
    mask = torch.zeros(rows, length, dtype=torch.bool)
    mask[:, -1] = True
    return mask


@pytest.mark.parametrize("name", HEADS)
def test_one_score_per_row_and_dimension_in_float32_or_wider(name: str) -> None:
    for given, made_in, want in (
        (torch.bfloat16, torch.float32, torch.float32),
        (torch.float32, torch.float32, torch.float32),
        (torch.float64, torch.float64, torch.float64),
    ):
        head = made(name, 3, made_in)
        outputs = head(hidden(4, 5).to(given), last(4, 5))
        scores = outputs if outputs.ndim == 2 else head.scores(outputs)
        assert scores.shape == (4, 3) and scores.dtype == want


@pytest.mark.parametrize("name", HEADS)
def test_autocast_does_not_narrow_the_scores(name: str) -> None:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        scores = made(name, dtype=torch.float32)(hidden(4, 5).float(), last(4, 5))
    assert scores.dtype == torch.float32
    assert scores.equal(made(name, dtype=torch.float32)(hidden(4, 5).float(), last(4, 5)))


@pytest.mark.parametrize("name", HEADS)
@pytest.mark.parametrize("filler", [0.0, 1e6, float("nan"), float("inf")])
def test_padding_on_either_side_changes_nothing(name: str, filler: float) -> None:
    head, states = made(name), hidden(3, 5)
    pads = torch.full((3, 4, 8), filler, dtype=torch.float64)
    none = torch.zeros(3, 4, dtype=torch.bool)
    for mask in (last(3, 5), torch.tensor([[False, False, True, True, True]]).expand(3, 5)):
        want = head(states, mask)
        right = head(torch.cat([states, pads], 1), torch.cat([mask, none], 1))
        left = head(torch.cat([pads, states], 1), torch.cat([none, mask], 1))
        torch.testing.assert_close(right, want, rtol=0, atol=1e-12)
        torch.testing.assert_close(left, want, rtol=0, atol=1e-12)


@pytest.mark.parametrize("name", HEADS)
def test_a_row_s_score_does_not_depend_on_the_others(name: str) -> None:
    head, states, mask = made(name), hidden(6, 5), last(6, 5)
    together = head(states, mask)
    alone = torch.cat([head(states[r : r + 1], mask[r : r + 1]) for r in range(6)])
    torch.testing.assert_close(alone, together, rtol=0, atol=1e-12)


@pytest.mark.parametrize("name", HEADS)
def test_it_survives_save_and_load(name: str, tmp_path: Path) -> None:
    head = made(name)
    save_file(head.state_dict(), tmp_path / "head.safetensors")
    with torch.random.fork_rng():
        torch.manual_seed(1)
        other = type(head)(head.config).double().eval()
    assert not other(hidden(2, 3), last(2, 3)).equal(head(hidden(2, 3), last(2, 3)))
    other.load_state_dict(load_file(tmp_path / "head.safetensors"))
    assert other(hidden(2, 3), last(2, 3)).equal(head(hidden(2, 3), last(2, 3)))


@pytest.mark.parametrize("name", HEADS)
def test_every_weight_gets_a_gradient(name: str) -> None:
    head = made(name)
    head(hidden(4, 5), last(4, 5)).sum().backward()
    assert all(p.grad is not None and p.grad.any() for p in head.parameters())
