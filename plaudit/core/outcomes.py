"""Where labels meet verdicts: was the scorer right, wrong, tied, or without a score?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from plaudit.core.content import Text
from plaudit.core.samples import Sample
from plaudit.core.verdicts import Unscored, Verdict

Result = Literal["right", "wrong", "tied", "unscored"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One comparison of one label, against what a scorer says of the same two responses."""

    sample_id: str
    group: str
    better: int
    """Response index, by the label."""
    worse: int
    gap: float
    """Label's difference; 0: the label is a tie."""
    margin: float | Unscored
    """Scorer's difference, better minus worse."""
    tags: tuple[str, ...] = ()
    annotator: str | None = None

    @property
    def result(self) -> Result:
        """right: the order of the label (a tie, for a tie); tied: the scorer tied where the label did not."""
        if isinstance(self.margin, Unscored):
            return "unscored"
        if self.gap == 0:
            return "right" if self.margin == 0 else "wrong"
        return "right" if self.margin > 0 else "wrong" if self.margin < 0 else "tied"


class Rated(NamedTuple):
    """One rating, and the score of the same response."""

    rating: float
    score: float | Unscored
    group: str


def outcomes(sample: Sample, verdict: Verdict, dimension: str = "overall") -> Iterator[Outcome]:
    """Every comparison that the labels make on this dimension. Raises ValueError for the verdict of another sample."""
    if verdict.sample_id != sample.id or len(verdict.scores) != len(sample.responses):
        raise ValueError(
            f"verdict of {verdict.sample_id!r} ({len(verdict.scores)} scores) does not fit sample {sample.id!r}"
        )
    group = group_of(sample)
    for label in sample.labels:
        if label.dimension != dimension:
            continue
        for pair in label.pairs():
            margin = verdict.margin(pair.better, pair.worse, dimension)
            yield Outcome(
                sample_id=sample.id,
                group=group,
                better=pair.better,
                worse=pair.worse,
                gap=pair.gap,
                margin=margin,
                tags=sample.tags,
                annotator=label.annotator,
            )


def ratings(sample: Sample, verdict: Verdict, dimension: str = "overall") -> Iterator[Rated]:
    """Every rating that somebody gave on this dimension, beside what the scorer says of the same response."""
    group = group_of(sample)
    for label in sample.labels:
        if label.kind != "rating" or label.dimension != dimension:
            continue
        for i, value in zip(label.of, label.values, strict=True):
            if value is not None:
                yield Rated(value, verdict.get(i, dimension), group)


def group_of(sample: Sample) -> str:
    """The sample's group, or else a digest of its prompt, so that equal prompts stay together."""
    if sample.group is not None:
        return sample.group
    seen = hashlib.sha256()
    for message in sample.prompt:
        seen.update(message.role.encode())
        for part in message.parts:
            text = part.text.encode() if isinstance(part, Text) else _media_key(part.data)
            seen.update(len(text).to_bytes(8, "little") + text)
    return seen.hexdigest()[:16]


def _media_key(data: object) -> bytes:
    if isinstance(data, bytes):
        return hashlib.sha256(data).digest()
    if isinstance(data, tuple):
        return b"".join(_media_key(frame.data) for frame in data)
    if hasattr(data, "tobytes"):
        return hashlib.sha256(data.tobytes()).digest()
    return str(data).encode()
