"""Asking a scorer: what it does not take is not shown to it, and what it says must fit what it was asked."""

from __future__ import annotations

from collections.abc import Sequence

from plaudit.core.errors import RunError
from plaudit.core.protocols import Scorer
from plaudit.core.samples import Sample
from plaudit.core.verdicts import ScorerInfo, Verdict


def ask(scorer: Scorer, info: ScorerInfo, samples: Sequence[Sample]) -> list[Verdict]:
    """One verdict per sample, in order; samples as `seen_by(info)` shows them.

    info: the scorer's, read once, since a model's fingerprints its weights. A sample with a medium that the scorer does
    not take is `Unscored("unsupported")`. Raises RunError for a scorer that breaks its contract.
    """
    refused = [sample.refused_by(info) for sample in samples]
    able = [sample for sample, why in zip(samples, refused, strict=True) if why is None]
    given = scorer.score(able) if able else []
    _check(able, given, info.name)
    rest = iter(given)
    return [
        next(rest) if why is None else Verdict(sample_id=sample.id, scores=(why,) * len(sample.responses))
        for sample, why in zip(samples, refused, strict=True)
    ]


def _check(samples: Sequence[Sample], verdicts: Sequence[Verdict], name: str) -> None:
    asked = [(s.id, len(s.responses)) for s in samples]
    told = [(v.sample_id, len(v.scores)) for v in verdicts]
    if asked == told:
        return
    if len(asked) != len(told):
        what = f"asked for {len(asked)} verdicts, it gave {len(told)}"
    else:
        (a, n), (b, m) = next((x, y) for x, y in zip(asked, told, strict=True) if x != y)
        what = f"asked for {n} scores of sample {a!r}, it gave {m} of sample {b!r}"
    remedy = "A scorer returns one verdict per sample, in order, with one score per response; this one needs a repair."
    raise RunError(what, where=name, remedy=remedy)
