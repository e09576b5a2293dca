"""What a scorer says: a score or the reason why there is none, one per response."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from plaudit.core.content import Json, Span
from plaudit.core.labels import Label

Why = Literal["unparsed", "refused", "abstained", "truncated", "media", "unsupported", "missing", "down", "nonfinite"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unscored:
    """No score, and why. Never 0, never NaN, never dropped."""

    why: Why
    detail: str = ""
    """One line for a person."""
    by: str = ""
    """The scorer that failed, inside a composition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How good one response is. Every number is finite."""

    value: float
    """Higher is better."""
    dims: Mapping[str, float | Unscored] = field(default_factory=dict)
    """Per dimension; a dimension can fail alone."""
    sd: float | None = None
    """Standard deviation."""
    atoms: tuple[tuple[float, float], ...] = ()
    """(value, probability): levels, quantiles, ensemble members."""
    steps: tuple[float | Unscored, ...] = ()
    spans: tuple[Span, ...] = ()
    """Where the scorer cut its own steps; (): at `Response.steps`."""
    rationale: str = ""

    def __post_init__(self) -> None:
        numbers = [self.value, *self.dims.values(), *self.steps, self.sd or 0.0, *(x for a in self.atoms for x in a)]
        if not all(math.isfinite(x) for x in numbers if not isinstance(x, Unscored)):
            raise ValueError(f"a score must be finite, not {self.value}: return Unscored(why='nonfinite') instead")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one scorer says of one sample."""

    sample_id: str
    """Joins a stored verdict to its sample."""
    scores: tuple[Score | Unscored, ...]
    """One per response, in order."""
    votes: tuple[Label, ...] = ()
    """A comparative judge's raw votes: both orders, repeats, unparsed ones."""
    usage: Mapping[str, int] = field(default_factory=dict)
    """Summable counts: input_tokens, cut_tokens, calls."""

    def get(self, i: int, dimension: str = "overall") -> float | Unscored:
        """The score of response `i` on a dimension; "overall" is `Score.value`."""
        score = self.scores[i]
        if isinstance(score, Unscored):
            return score
        if dimension == "overall":
            return score.value
        return score.dims.get(dimension, Unscored(why="missing", detail=f"no dimension {dimension!r}"))

    def margin(self, i: int, j: int, dimension: str = "overall") -> float | Unscored:
        """Above 0: response `i` is better than `j`. The one place that decides who won.

        Where votes compare the two, it is the mean over presentation orders of the mean vote of that order, so that a
        judge who always names the first response is worth 0. Otherwise it is the difference of the two scores.
        """
        votes = [v for v in self.votes if v.dimension == dimension and {i, j} <= set(v.of)]
        if not votes:
            a, b = self.get(i, dimension), self.get(j, dimension)
            return a if isinstance(a, Unscored) else b if isinstance(b, Unscored) else a - b
        orders: dict[bool, list[float]] = {}
        for vote in votes:
            at = dict(zip(vote.of, vote.values, strict=True))
            said = orders.setdefault(vote.of.index(i) < vote.of.index(j), [])
            if (a_value := at[i]) is not None and (b_value := at[j]) is not None:
                said.append(a_value - b_value)
        if not all(orders.values()):
            return Unscored(why="unparsed", detail=f"no readable vote in one order of responses {i} and {j}")
        return sum(sum(said) / len(said) for said in orders.values()) / len(orders)


Comparable = Literal["everywhere", "prompt", "sample"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorerInfo:
    """What a scorer is, what it takes in, and how far its scores can be compared."""

    name: str
    manifest: Mapping[str, Json] = field(default_factory=dict)
    """Everything that could change a score."""
    dimensions: tuple[str, ...] = ()
    bounds: tuple[float, float] | None = None
    """Least and greatest score; None: unbounded."""
    media: frozenset[str] = frozenset()
    """Kinds it takes in (image, video, audio); a sample with another is Unscored("unsupported")."""
    reads: frozenset[str] = frozenset()
    """reference, criteria, user, extra.<key>: shown to it only if named here."""
    comparable: Comparable = "prompt"
    """everywhere; within a prompt; or only within a sample, because a score depends on the rival responses."""

    @property
    def digest(self) -> str:
        """Sixteen hex digits that change whenever the name or the manifest does; they key stored runs."""
        text = json.dumps([self.name, dict(self.manifest)], sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:16]
