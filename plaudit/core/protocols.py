"""The seams between folders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from plaudit.core.samples import Sample
from plaudit.core.verdicts import ScorerInfo, Unscored, Verdict


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

    def generate(self, samples: Sequence[Sample], n: int = 1) -> list[Sample | Unscored]:
        """Per sample, in order: itself with n more responses, or why there are none. Raises for a wrong set-up only."""
        ...


class Likelihood(Protocol):
    """A model that says how likely it would have written given responses."""

    def log_likelihood(self, samples: Sequence[Sample]) -> list[tuple[float | Unscored, ...]]:
        """Per sample, in order, and per response: the natural log of its probability after the prompt.

        A `complete` response includes the token that ends a turn; one that is not complete is a prefix.
        """
        ...


Tensor = TypeVar("Tensor")


class DifferentiableScorer(Scorer, Protocol[Tensor]):
    """A scorer with gradients to pixels."""

    def reward(self, samples: Sequence[Sample], media: Tensor) -> Tensor:
        """media (B, [T,] C, H, W) in [0, 1] -> rewards (B,)."""
        ...
