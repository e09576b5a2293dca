"""Noise optimisation: the noise that a one- or few-step generator starts from, moved uphill on a reward.

ReNO: Eyring et al. 2024, arXiv:2406.04312. B prompts, D numbers of noise each.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from plaudit.apply.generation.painter import Painter, as_image, prompt_text, seeded_noise
from plaudit.core import DifferentiableScorer, Sample, UsageError, answer


@dataclass(frozen=True, slots=True, kw_only=True)
class NoiseConfig:
    """How the noise is moved. The defaults are ReNO's."""

    steps: int = 50
    lr: float = 5.0
    """Of stochastic gradient descent with Nesterov momentum 0.9."""
    reward_weight: float = 1.0
    """How much the reward counts beside the regulariser."""
    norm_weight: float = 0.01
    """Of the negative log-density of the noise's norm."""
    clip: float = 0.1
    """Greatest norm of one prompt's gradient."""
    seed: int = 0
    """Of the noise that is started from: the picture that `best_of_seeds` makes of this seed."""

    def __post_init__(self) -> None:
        if self.steps < 0 or not (self.lr > 0 and self.clip > 0 and self.norm_weight >= 0):
            raise UsageError(
                f"{self} moves no noise", remedy="steps and norm_weight are at least 0, lr and clip above."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Optimised:
    """What became of one prompt."""

    sample: Sample
    """Two responses: the picture of the noise that was started from, and the best one on the way."""
    rewards: tuple[float, ...]
    """Of the picture at the start and after every step."""
    norms: tuple[float, ...]
    """Of the noise, likewise; that of drawn noise is about sqrt(D - 1)."""
    best: int
    """The step with the greatest reward, the first of equals."""
    noise: Tensor
    """That step's."""


def noise_optimisation(
    scorer: DifferentiableScorer[Tensor],
    painter: Painter,
    samples: Sequence[Sample],
    *,
    config: NoiseConfig | None = None,
    batch_size: int = 16,
) -> list[Optimised]:
    """Gradient ascent on reward_weight * reward - norm_weight * `norm_penalty`; each prompt's best picture is kept.

    The rewards are those of the pixels before they are rounded to 8 bits. What is optimised is the scorer: look at
    another measure beside it. batch_size: prompts at once; they do not depend on one another. A step whose gradient is
    not finite is not taken. Responses that a sample has already are set aside. Raises UsageError.
    """
    config = config or NoiseConfig()
    out: list[Optimised] = []
    for at in range(0, len(samples), batch_size):
        out += _optimised(scorer, painter, samples[at : at + batch_size], config)
    return out


def norm_penalty(noise: Tensor) -> Tensor:
    """The negative log-density of the norm r of D standard normal numbers, r^2 / 2 - (D - 1) log r, up to a constant.

    noise (B, ...) -> (B,). Least at r = sqrt(D - 1), where almost all drawn noise lies.
    """
    norm_B = noise.flatten(1).norm(dim=1)
    penalty_B: Tensor = norm_B**2 / 2 - (noise[0].numel() - 1) * norm_B.log()
    return penalty_B


def _optimised(
    scorer: DifferentiableScorer[Tensor], painter: Painter, samples: Sequence[Sample], config: NoiseConfig
) -> list[Optimised]:
    prompts = [prompt_text(sample) for sample in samples]
    noise = torch.stack([seeded_noise(painter.shape, config.seed, sample) for sample in samples]).requires_grad_()
    optimizer = torch.optim.SGD([noise], lr=config.lr, momentum=0.9, nesterov=True)
    tracks = [_Track() for _ in samples]
    for step in range(config.steps + 1):
        pictures = painter.paint(prompts, noise)
        reward_B = scorer.reward(samples, pictures)
        for track, *now in zip(tracks, reward_B.tolist(), noise.detach(), pictures.detach(), strict=True):
            track.see(*now)
        if step < config.steps:
            loss_B = config.norm_weight * norm_penalty(noise) - config.reward_weight * reward_B.to(noise.device)
            (gradient,) = torch.autograd.grad(loss_B.sum(), noise)
            noise.grad = _clipped(gradient, config.clip)
            optimizer.step()
    return [track.result(sample, painter.name) for track, sample in zip(tracks, samples, strict=True)]


def _clipped(gradient: Tensor, most: float) -> Tensor:
    """Each prompt's own gradient, no longer than `most`; zero where it is not finite."""
    norm_B = gradient.flatten(1).norm(dim=1)
    factor_B = (most / norm_B).clamp(max=1)
    shape = (-1, *[1] * (gradient.ndim - 1))
    return torch.where(norm_B.isfinite().view(shape), gradient * factor_B.view(shape), 0.0).nan_to_num()


class _Track:
    """What has been seen of one prompt."""

    def __init__(self) -> None:
        self.rewards: list[float] = []
        self.norms: list[float] = []
        self.best = 0

    def see(self, reward: float, noise: Tensor, picture: Tensor) -> None:
        """The next step."""
        if not self.rewards:
            self.first = self.picture = picture
            self.noise = noise.clone()
        elif reward > self.rewards[self.best] or (reward == reward and math.isnan(self.rewards[self.best])):
            self.best, self.picture, self.noise = len(self.rewards), picture, noise.clone()
        self.rewards.append(reward)
        self.norms.append(noise.norm().item())

    def result(self, sample: Sample, name: str) -> Optimised:
        """All of it."""
        shown = (answer(as_image(self.first), source=f"{name} start"), answer(as_image(self.picture), source=name))
        return Optimised(
            sample=replace(sample.take([]), responses=shown),
            rewards=tuple(self.rewards), norms=tuple(self.norms), best=self.best, noise=self.noise,
        )  # fmt: skip
