from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor

from plaudit.apply.generation import best_of_seeds
from plaudit.apply.generation.painter import as_image, seeded_noise
from plaudit.core import Sample, UsageError, answer, user
from tests.apply.generation.toys import Brightness, Sigmoid

BRIGHT = Sample(id="bright", prompt=(user("a bright thing"),))
DARK = Sample(id="dark", prompt=(user("a dark thing"),))
SEEDS = (3, 1, 4, 5, 9)


def picture(seed: int, sample: Sample) -> Tensor:
    return torch.sigmoid(seeded_noise(Sigmoid.shape, seed, sample))


def test_the_best_picture_of_every_prompt() -> None:
    bright, dark = best_of_seeds(Brightness(), Sigmoid(), [BRIGHT, DARK], seeds=SEEDS)
    means, darks = ([float(picture(seed, sample).mean()) for seed in SEEDS] for sample in (BRIGHT, DARK))
    assert (bright.index, dark.index) == (means.index(max(means)), darks.index(min(darks)))
    assert bright.index is not None
    assert bright.response is not None
    assert bright.response.source == f"sigmoid seed {SEEDS[bright.index]}"
    assert [bright.verdict.get(k) for k in range(5)] == pytest.approx(means, abs=1 / 255)


def test_a_picture_depends_on_its_seed_and_prompt_only() -> None:
    painter = Sigmoid()
    (few,) = best_of_seeds(Brightness(), painter, [BRIGHT], seeds=[4], batch_size=1)
    _, many = best_of_seeds(Brightness(), painter, [DARK, BRIGHT], seeds=SEEDS, batch_size=4)
    assert few.sample.responses[0] == many.sample.responses[2]
    assert [len(batch) for batch in painter.batches] == [1, 4, 4, 2]
    assert few.sample.responses[0].parts == (as_image(picture(4, BRIGHT)),)


def test_responses_it_has_already_are_set_aside() -> None:
    (found,) = best_of_seeds(Brightness(), Sigmoid(), [replace(BRIGHT, responses=(answer("words"),))], seeds=[0, 1])
    assert len(found.sample.responses) == 2


def test_the_verdicts_are_kept(tmp_path: Path) -> None:
    first, again = (
        best_of_seeds(Brightness(), Sigmoid(), [BRIGHT], seeds=SEEDS, run_path=tmp_path / "run.jsonl") for _ in range(2)
    )
    assert first[0].verdict == again[0].verdict
    assert (tmp_path / "run.jsonl").exists()


@pytest.mark.parametrize("seeds", [(), (1, 2, 1)])
def test_seeds_that_are_none_or_repeat(seeds: tuple[int, ...]) -> None:
    with pytest.raises(UsageError, match="no seeds to choose among"):
        best_of_seeds(Brightness(), Sigmoid(), [BRIGHT], seeds=seeds)
