"""Simulated people: labels made from gold scores, with the errors people make."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from plaudit.core import Label, Score


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotator:
    """Prefers by gold score plus a taste for length, with logistic noise, and calls near things equal."""

    name: str = "annotator"
    noise: float = 0.0
    """Scale of the logistic noise on a difference of gold scores: 1 makes Bradley-Terry choices, 0 none."""
    tie_within: float = 0.0
    """A perceived difference of two responses of at most this size is called a tie; of more, only equal ones are."""
    length_bias: float = 0.0
    """Gold score that each further word is worth to this annotator."""
    weights: Mapping[str, float] = field(default_factory=dict)
    """What a fault of a kind counts for, by dimension of the gold score; 1 for those not named. 0: does not mind it."""

    def gold(self, score: Score) -> float:
        """The gold score, as this annotator weighs its dimensions."""
        dims = {kind: value for kind, value in score.dims.items() if isinstance(value, float)}
        return sum(self.weights.get(kind, 1.0) * value for kind, value in dims.items())

    def label(self, gold: Sequence[float], words: Sequence[int], rng: random.Random) -> Label:
        """One sitting over the responses with these gold scores and lengths: an order of all of them.

        Two responses are compared by their perceived difference. Of more, each is perceived once, with Gumbel noise,
        whose pairwise differences are logistic.
        """
        felt = [g + self.length_bias * w + self._gumbel(rng) for g, w in zip(gold, words, strict=True)]
        if len(felt) == 2 and abs(felt[0] - felt[1]) <= self.tie_within:
            felt = [0.0, 0.0]
        values = tuple(float(sorted(set(felt)).index(x)) for x in felt)
        return Label(values=values, annotator=self.name)

    def _gumbel(self, rng: random.Random) -> float:
        return -self.noise * math.log(-math.log(rng.uniform(1e-12, 1 - 1e-12))) if self.noise else 0.0
