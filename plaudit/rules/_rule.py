"""What every rule is made of."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from plaudit.core import Json, Sample, Score, ScorerInfo, Unscored, Verdict
from plaudit.core.verdicts import Comparable

Rate = Callable[[Sample, int], Score | Unscored]
"""What one response of a sample is worth."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A scorer that rates each response by one function."""

    info: ScorerInfo
    rate: Rate

    def score(self, samples: Sequence[Sample]) -> list[Verdict]:
        """One verdict per sample, in order."""
        return [
            Verdict(sample_id=s.id, scores=tuple(self.rate(s, i) for i in range(len(s.responses)))) for s in samples
        ]


def rule(
    name: str, rate: Rate, *, comparable: Comparable = "everywhere", manifest: Mapping[str, Json] | None = None
) -> Rule:
    """A rule for samples with any media; it need not look at them."""
    media = frozenset({"image", "video", "audio"})
    return Rule(ScorerInfo(name=name, manifest=manifest or {}, media=media, comparable=comparable), rate)


def chance(*key: object) -> float:
    """A number in [0, 1) that looks random, but is always the same for the same key."""
    return int.from_bytes(hashlib.sha256(repr(key).encode()).digest()[:6], "little") / 2**48
