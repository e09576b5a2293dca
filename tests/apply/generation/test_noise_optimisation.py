from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pytest
import torch
from torch import Tensor

from plaudit.apply.generation import NoiseConfig, noise_optimisation
from plaudit.apply.generation.noise_optimisation import norm_penalty
from plaudit.apply.generation.painter import as_image, seeded_noise
from plaudit.core import Sample, UsageError, user
from tests.apply.generation.toys import Brightness, Sigmoid

BRIGHT = Sample(id="bright", prompt=(user("a bright thing"),))
DARK = Sample(id="dark", prompt=(user("a dark thing"),))
START, OTHER = (seeded_noise(Sigmoid.shape, 0, sample) for sample in (BRIGHT, DARK))


def test_the_penalty_by_hand() -> None:
    """Of (3, 4): D = 2 and r = 5, so 25/2 - log 5; of D = 3 and r = 1: 1/2 - 2 log 1."""
    assert norm_penalty(torch.tensor([[3.0, 4.0]])).tolist() == pytest.approx([12.5 - math.log(5)])
    assert norm_penalty(torch.tensor([[1.0, 0.0, 0.0]])).tolist() == pytest.approx([0.5])


def test_the_penalty_is_least_at_the_norm_of_drawn_noise() -> None:
    radius = torch.linspace(0.5, 20, 2000)
    direction = torch.nn.functional.normalize(torch.randn(101, generator=torch.Generator().manual_seed(0)), dim=0)
    assert float(radius[norm_penalty(radius[:, None] * direction).argmin()]) == pytest.approx(math.sqrt(100), abs=0.01)


def test_the_reward_rises_for_every_prompt() -> None:
    bright, dark = noise_optimisation(Brightness(), Sigmoid(), [BRIGHT, DARK], config=NoiseConfig(steps=20))
    for one in (bright, dark):
        assert len(one.rewards) == len(one.norms) == 21
        assert one.rewards[one.best] == max(one.rewards) > one.rewards[0] + 0.1
    assert bright.rewards[0] == pytest.approx(float(torch.sigmoid(START).mean()))
    assert dark.rewards[0] == pytest.approx(-float(torch.sigmoid(OTHER).mean()))


def test_the_first_and_the_best_picture_are_returned() -> None:
    (found,) = noise_optimisation(Brightness(), Sigmoid(), [BRIGHT], config=NoiseConfig(steps=5))
    first, best = found.sample.responses
    assert first.parts == (as_image(torch.sigmoid(START)),)
    assert best.parts == (as_image(torch.sigmoid(found.noise)),)
    assert found.sample.id == "bright"


def test_a_prompt_does_not_depend_on_its_batch() -> None:
    config = NoiseConfig(steps=6)
    together = noise_optimisation(Brightness(), Sigmoid(), [BRIGHT, DARK], config=config)
    apart = noise_optimisation(Brightness(), Sigmoid(), [BRIGHT, DARK], config=config, batch_size=1)
    for a, b in zip(together, apart, strict=True):
        assert a.rewards == pytest.approx(b.rewards, abs=1e-6)


def test_the_first_step_by_hand() -> None:
    """The regulariser alone pulls along -z: its gradient (1 - (D - 1)/r^2) z is clipped to 0.1 in length.

    Nesterov's first step is lr * (1 + 0.9) times the gradient: 0.95 for lr 5.
    """
    config = NoiseConfig(steps=1, reward_weight=0.0, norm_weight=1.0)
    (found,) = noise_optimisation(Brightness(), Sigmoid(), [BRIGHT], config=config)
    before, after = found.norms
    inward = 1 if before**2 > START.numel() - 1 else -1
    assert abs(1 - (START.numel() - 1) / before**2) * before > 0.1  # clipped indeed
    assert after == pytest.approx(before - inward * 0.95, abs=1e-4)


def test_the_regulariser_holds_the_norm() -> None:
    def norm(weight: float) -> float:
        config = NoiseConfig(steps=60, norm_weight=weight, reward_weight=1.0)
        return noise_optimisation(Brightness(), Sigmoid(), [BRIGHT], config=config)[0].norms[-1]

    typical = math.sqrt(START.numel() - 1)
    assert abs(norm(1.0) - typical) < 1.0 < norm(0.0) - typical


class Broken(Brightness):
    """Gives no number for one prompt."""

    def reward(self, samples: Sequence[Sample], media: Tensor) -> Tensor:
        broken = torch.tensor([math.nan if sample.id == "dark" else 1.0 for sample in samples])
        return super().reward(samples, media) * broken


def test_a_reward_that_is_no_number_moves_nothing_and_harms_no_other() -> None:
    config = NoiseConfig(steps=5)
    bright, dark = noise_optimisation(Broken(), Sigmoid(), [BRIGHT, DARK], config=config)
    assert dark.best == 0
    assert torch.equal(dark.noise, OTHER)
    assert bright.rewards == noise_optimisation(Brightness(), Sigmoid(), [BRIGHT, DARK], config=config)[0].rewards


@pytest.mark.parametrize("wrong", [{"steps": -1}, {"lr": 0.0}, {"clip": 0.0}, {"norm_weight": -1.0}])
def test_settings_that_move_nothing(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="moves no noise"):
        NoiseConfig(**wrong)


def test_no_prompts() -> None:
    assert noise_optimisation(Brightness(), Sigmoid(), []) == []
