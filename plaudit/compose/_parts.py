"""What every composition is made of: named parts, each asked for what it declares to read."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from plaudit.core import Json, Sample, Score, Scorer, ScorerInfo, Unscored, UsageError, Verdict
from plaudit.core.asking import ask as asked
from plaudit.core.verdicts import Comparable

Scores = Mapping[str, Score]
"""What each part says of one response."""
_NARROWEST: tuple[Comparable, ...] = ("sample", "prompt", "everywhere")


@dataclass(frozen=True, slots=True)
class Composition:
    """A scorer that makes one score of its parts' scores, response by response.

    A response that some part did not score has none: `why` and `by` are the part's, `detail` names every part that
    failed. Usage is summed. Votes are not passed on: they are one part's, and would decide for all (`Verdict.margin`).
    """

    info: ScorerInfo
    parts: Mapping[str, Scorer]
    combine: Callable[[Scores], Score | Unscored]

    def score(self, samples: Sequence[Sample]) -> list[Verdict]:
        """One verdict per sample, in order. Raises RunError for a part that breaks its contract."""
        return able(samples, self.info, self.parts, self._score)

    def _score(self, samples: list[Sample]) -> Iterable[Verdict]:
        asked = zip(*(ask(part, samples) for part in self.parts.values()), strict=True)
        return (self._verdict(dict(zip(self.parts, verdicts, strict=True))) for verdicts in asked)

    def _verdict(self, said: Mapping[str, Verdict]) -> Verdict:
        (sample_id,) = {verdict.sample_id for verdict in said.values()}
        rows = zip(*(verdict.scores for verdict in said.values()), strict=True)
        scores = tuple(self._combined(dict(zip(said, row, strict=True))) for row in rows)
        return Verdict(sample_id=sample_id, scores=scores, usage=usage(said.values()))

    def _combined(self, said: Mapping[str, Score | Unscored]) -> Score | Unscored:
        scores = {name: score for name, score in said.items() if isinstance(score, Score)}
        return self.combine(scores) if len(scores) == len(said) else failure(said, self.parts)


def info_of(
    name: str,
    parts: Mapping[str, Scorer],
    options: Mapping[str, Json],
    *,
    dimensions: Iterable[str] = (),
    bounds: tuple[float, float] | None = None,
) -> ScorerInfo:
    """Of a composition: it takes in what every part takes, reads what any reads, compares as narrowly as the narrowest.

    Raises UsageError where there is no part, and for one called "overall", which is the name of the score itself.
    """
    if not parts or "overall" in parts:
        what = 'a part is called "overall"' if parts else "there is no part"
        raise UsageError(what, where=name, remedy="Name each part; overall is the score they make.")
    infos = {part: scorer.info for part, scorer in parts.items()}
    digests = {part: [info.name, info.digest] for part, info in infos.items()}
    return ScorerInfo(
        name=name,
        manifest={**options, "parts": digests},
        dimensions=tuple(dimensions),
        bounds=bounds,
        media=frozenset.intersection(*(info.media for info in infos.values())),
        reads=frozenset().union(*(info.reads for info in infos.values())),
        comparable=min((info.comparable for info in infos.values()), key=_NARROWEST.index),
    )


def ask(part: Scorer, samples: Sequence[Sample]) -> list[Verdict]:
    """The part's verdicts on what it declares to read. Raises RunError unless they fit the samples."""
    info = part.info
    return asked(part, info, [sample.seen_by(info) for sample in samples])


def able(
    samples: Sequence[Sample],
    info: ScorerInfo,
    parts: Mapping[str, Scorer],
    score: Callable[[list[Sample]], Iterable[Verdict]],
) -> list[Verdict]:
    """What `score` says of the samples whose media every part takes; of others, no part is asked: "unsupported"."""
    infos = {name: part.info for name, part in parts.items()}
    refused = [_refusal(sample.seen_by(info), infos, parts) for sample in samples]
    made = iter(score([sample for sample, verdict in zip(samples, refused, strict=True) if verdict is None]))
    return [verdict or next(made) for verdict in refused]


def _refusal(shown: Sample, infos: Mapping[str, ScorerInfo], parts: Mapping[str, Scorer]) -> Verdict | None:
    said = {name: why for name, info in infos.items() if (why := shown.refused_by(info)) is not None}
    return Verdict(sample_id=shown.id, scores=(failure(said, parts),) * len(shown.responses)) if said else None


def failure(said: Mapping[str, Score | Unscored], parts: Mapping[str, Scorer]) -> Unscored:
    """Why a response has no score: every part that failed by name, whatever their order.

    `why` and `by` are the first's by name; a part that is down goes first, so that a stored run asks again.
    """
    failed = sorted((s.why != "down", name, s) for name, s in said.items() if isinstance(s, Unscored))
    _, name, first = failed[0]
    detail = "; ".join(f"part {n!r} is {s.why}" + (f": {s.detail}" if s.detail else "") for _, n, s in failed)
    return Unscored(why=first.why, detail=detail, by=first.by or parts[name].info.name)


def usage(verdicts: Iterable[Verdict]) -> Mapping[str, int]:
    """The parts' usage, summed."""
    summed: Counter[str] = Counter()
    for verdict in verdicts:
        summed.update(verdict.usage)
    return dict(summed)


def total(terms: Iterable[float]) -> float:
    """Their sum, the same in any order; infinite or NaN where it leaves the range of floats."""
    terms = list(terms)
    try:
        return math.fsum(terms)
    except (OverflowError, ValueError):
        return math.nan


def finite(make: Callable[..., Score], **fields: object) -> Score | Unscored:
    """The score that `make` makes, or Unscored("nonfinite") where a number in it is not finite."""
    try:
        return make(**fields)
    except ValueError:
        return Unscored(why="nonfinite", detail="the parts' scores are too large to combine")


def per_part(
    where: str, parts: Mapping[str, Scorer], given: Mapping[str, float] | None, default: float
) -> dict[str, float]:
    """A finite number for every part, `default` where none are given at all. Raises UsageError for other names."""
    values = dict.fromkeys(parts, default) if given is None else dict(given)
    if values.keys() != parts.keys() or not all(map(math.isfinite, values.values())):
        what = f"{values} are not finite numbers for the parts {', '.join(parts)}"
        raise UsageError(what, where=where, remedy="Give one for each part, by its name.")
    return values
