"""A painter and a scorer whose best noise is known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from plaudit.core import Image, Sample, Score, ScorerInfo, Unscored, Verdict
from plaudit.media import load_image


class Sigmoid:
    """A picture is the noise, squeezed to [0, 1]."""

    name = "sigmoid"
    shape = (3, 4, 4)

    def __init__(self) -> None:
        self.batches: list[list[str]] = []

    def paint(self, prompts: Sequence[str], noise: Tensor) -> Tensor:
        self.batches.append(list(prompts))
        return torch.sigmoid(noise)


class Brightness:
    """The mean of all values; a prompt that says "dark" wants little of it."""

    info = ScorerInfo(name="brightness", bounds=(-1.0, 1.0), media=frozenset({"image"}), comparable="everywhere")

    def score(self, samples: Sequence[Sample]) -> list[Verdict]:
        return [Verdict(sample_id=s.id, scores=tuple(_score(s, r.parts[0]) for r in s.responses)) for s in samples]

    def reward(self, samples: Sequence[Sample], media: Tensor) -> Tensor:
        sign_B = torch.tensor([_sign(sample) for sample in samples])
        return sign_B * media.flatten(1).mean(1)


def _sign(sample: Sample) -> float:
    return -1.0 if "dark" in sample.prompt[0].text else 1.0


def _score(sample: Sample, part: object) -> Score | Unscored:
    assert isinstance(part, Image)
    return Score(value=_sign(sample) * float(np.asarray(load_image(part)).mean()) / 255)
