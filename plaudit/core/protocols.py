"""The seams between folders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from plaudit.core.samples import Sample
from plaudit.core.verdicts import ScorerInfo, Verdict


class Scorer(Protocol):
    """Anything that rates responses."""

    @property
    def info(self) -> ScorerInfo:
        """What it is and what it reads."""
        ...

    def score(self, samples: Sequence[Sample]) -> list[Verdict]:
        """One verdict per sample, in order. Raises for a wrong set-up only; a failing response is `Unscored`."""
        ...


class Generator(Protocol):
    """The policy of best-of-n, the mind of a judge: a local model or an endpoint."""

    def generate(self, samples: Sequence[Sample], n: int = 1) -> list[Sample]:
        """The same samples, in order, each with n more responses."""
        ...


Tensor = TypeVar("Tensor")


class DifferentiableScorer(Scorer, Protocol[Tensor]):
    """A scorer with gradients to pixels."""

    def reward(self, samples: Sequence[Sample], media: Tensor) -> Tensor:
        """media (B, [T,] C, H, W) in [0, 1] -> rewards (B,)."""
        ...
