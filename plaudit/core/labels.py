"""What people and judges said about responses."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, combinations
from typing import Literal, NamedTuple


class Pair(NamedTuple):
    """Two responses that one label compares."""

    better: int
    """Response index; of a tie, either."""
    worse: int
    gap: float
    """Difference of the two values, at least 0; 0 is a tie."""
    strength: float | None
    """`Label.strength`."""


Kind = Literal["order", "rating", "binary", "share"]
Decision = Literal["given", "both_bad", "undecided", "missing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One sitting of one person or judge, on one dimension. A judge's vote is a Label too.

    A tie is two equal values. A tie of two bad responses says `decision="both_bad"`. `undecided` means that somebody
    looked and could not say; `missing` that no answer was given or read. Both of these hold no values.
    """

    values: tuple[float | None, ...]
    """One per judged response, HIGHER IS BETTER (readers negate ranks); None: no verdict on that response."""
    of: tuple[int, ...] = ()
    """Indices of the responses judged; (): all of them, in order."""
    ordered: bool = False
    """Whether `of` is the order in which the responses were shown."""
    kind: Kind = "order"
    """order: only comparisons mean something; rating: on `scale`; binary: 0 or 1; share: parts of one win."""
    scale: tuple[float, float] | None = None
    """Least and greatest rating."""
    dimension: str = "overall"
    annotator: str | None = None
    strength: float | None = None
    """How much better, in the annotator's unit."""
    decision: Decision = "given"
    steps: tuple[tuple[float | None, ...], ...] = ()
    """Per judged response, per step."""
    note: str = ""
    """The reason given, or why there is no verdict."""

    def __post_init__(self) -> None:
        if not self.of:
            object.__setattr__(self, "of", tuple(range(len(self.values))))
        self._check()

    def _check(self) -> None:
        values = [v for v in self.values if v is not None]
        if len(set(self.of)) != len(self.values) or len(self.of) != len(self.values):
            raise ValueError(f"{len(self.values)} values for responses {self.of}: give one value per judged response")
        numbers = [v for v in (*values, self.strength, *chain(*self.steps)) if v is not None]
        if not all(map(math.isfinite, numbers)):
            raise ValueError(f"{self.values}, strength {self.strength}: use None for unknown, never NaN or infinity")
        if self.decision in ("undecided", "missing") and values:
            raise ValueError(f"a label that is {self.decision} holds no values, but has {self.values}")
        if self.decision == "both_bad" and len(set(values)) > 1:
            raise ValueError(f"both_bad is a tie, but the values are {self.values}")
        if self.kind == "binary" and not set(values) <= {0, 1}:
            raise ValueError(f"a binary label is 0 or 1, but the values are {self.values}")
        if self.scale is not None and any(not self.scale[0] <= v <= self.scale[1] for v in values):
            raise ValueError(f"values {self.values} leave the scale {self.scale}")
        if self.steps and len(self.steps) != len(self.values):
            raise ValueError(f"steps of {len(self.steps)} responses for {len(self.values)} values")

    def pairs(self) -> Iterator[Pair]:
        """Every two responses that both have a value; a tie has gap 0."""
        rated = [(i, v) for i, v in zip(self.of, self.values, strict=True) if v is not None]
        for (i, a), (j, b) in combinations(rated, 2):
            yield Pair(i, j, a - b, self.strength) if a >= b else Pair(j, i, b - a, self.strength)


def prefer(better: int, worse: int, *, annotator: str | None = None, strength: float | None = None) -> Label:
    """The label "response `better` beats response `worse`"."""
    return Label(values=(1.0, 0.0), of=(better, worse), annotator=annotator, strength=strength)
