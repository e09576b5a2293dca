"""What every rule is made of."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from plaudit.core import Json, Sample, Score, ScorerInfo, Text, Unscored, Verdict, answer, user
from plaudit.core.verdicts import Comparable

Rate = Callable[[Sample, int], Score | Unscored]
"""What one response of a sample is worth."""
Compare = Callable[[str, str], Score | Unscored]
"""What a response's text is worth beside the reference's."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A scorer that rates each response by one function."""

    info: ScorerInfo
    rate: Rate

    def score(self, samples: Sequence[Sample]) -> list[Verdict]:
        """One verdict per sample, in order."""
        return [
            Verdict(sample_id=s.id, scores=tuple(self._rate(s, i) for i in range(len(s.responses)))) for s in samples
        ]

    def _rate(self, sample: Sample, index: int) -> Score | Unscored:
        said = self.rate(sample, index)
        return replace(said, by=self.info.name) if isinstance(said, Unscored) else said


def rule(
    name: str,
    rate: Rate,
    *,
    comparable: Comparable = "everywhere",
    manifest: Mapping[str, Json] | None = None,
    bounds: tuple[float, float] | None = None,
    reads: frozenset[str] = frozenset(),
) -> Rule:
    """A rule for samples with any media; it need not look at them."""
    media = frozenset({"image", "video", "audio"})
    info = ScorerInfo(
        name=name, manifest=manifest or {}, media=media, comparable=comparable, bounds=bounds, reads=reads
    )
    return Rule(info, rate)


def compared(name: str, compare: Compare, *, manifest: Mapping[str, Json] | None = None) -> Rule:
    """A rule in [0, 1] that holds a response's text against the reference's; without one it is Unscored("missing")."""

    def rate(sample: Sample, index: int) -> Score | Unscored:
        reference = "".join(part.text for part in sample.reference if isinstance(part, Text))
        if not reference.strip():
            return Unscored(why="missing", detail="the sample has no reference text")
        return compare(sample.responses[index].text, reference)

    return rule(name, rate, manifest=manifest, bounds=(0.0, 1.0), reads=frozenset({"reference"}))


def final(text: str) -> str:
    """What stands in `<answer>` tags, else what follows `</think>`, else the whole text.

    Of several answers all are kept: a reader that wants one finds two.
    """
    answers = [part.partition("</answer>")[0] for part in text.split("<answer>")[1:] if "</answer>" in part]
    return "\n".join(answers) if answers else text.rpartition("</think>")[2]


def example(response: str, reference: str = "") -> Sample:
    """One response and the right answer: what GOLD, WRONG and MALFORMED of a rule are made of."""
    right = (Text(reference),) if reference else ()
    return Sample(id="example", prompt=(user("?"),), responses=(answer(response),), reference=right)


def chance(*key: object) -> float:
    """A number in [0, 1) that looks random, but is always the same for the same key."""
    return int.from_bytes(hashlib.sha256(repr(key).encode()).digest()[:6], "little") / 2**48
