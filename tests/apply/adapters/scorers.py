"""A scorer that remembers what it was shown, and callers' rows."""

from __future__ import annotations

from collections.abc import Sequence

from plaudit.core import Sample, Score, ScorerInfo, Unscored, Verdict

BAD = "cannot be scored"


class Lengths:
    """The number of characters; a response that says `BAD` has no score."""

    def __init__(self, *reads: str) -> None:
        media = frozenset({"image"})
        self.info = ScorerInfo(name="lengths", media=media, reads=frozenset(reads), comparable="everywhere")
        self.seen: list[Sample] = []

    def score(self, samples: Sequence[Sample]) -> list[Verdict]:
        self.seen += samples
        return [Verdict(sample_id=s.id, scores=tuple(self._rate(r.text) for r in s.responses)) for s in samples]

    def _rate(self, text: str) -> Score | Unscored:
        return Unscored(why="down", detail="no answer", by="lengths") if text == BAD else Score(value=len(text))
