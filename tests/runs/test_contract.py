from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pytest

from plaudit.core import Sample, Score, ScorerInfo, Verdict
from plaudit.runs.contract import check_scorer
from tests.fakes import pair

SAMPLES = [pair("a", "yes, it is", "no"), pair("b", "red", "the colour is green", image="red")]
INFO = ScorerInfo(name="broken", media=frozenset({"image"}))


@dataclass
class Broken:
    """Lengths of the responses, put through `spoil` with the samples they belong to."""

    spoil: Callable[[Sequence[Sample], list[Verdict]], list[Verdict]]
    info: ScorerInfo = INFO

    def score(self, samples: Sequence[Sample]) -> list[Verdict]:
        return self.spoil(samples, [Verdict(sample_id=s.id, scores=tuple(map(length, s.responses))) for s in samples])


def length(response: object) -> Score:
    return Score(value=float(len(str(getattr(response, "text", "")))))


def add(verdict: Verdict, *amounts: float) -> Verdict:
    scores = [
        replace(s, value=s.value + a) for s, a in zip(verdict.scores, amounts, strict=True) if isinstance(s, Score)
    ]
    return replace(verdict, scores=tuple(scores))


def by_rivals(samples: Sequence[Sample], verdicts: list[Verdict]) -> list[Verdict]:
    return [add(v, *[float(len(s.responses))] * len(v.scores)) for s, v in zip(samples, verdicts, strict=True)]


def by_place(samples: Sequence[Sample], verdicts: list[Verdict]) -> list[Verdict]:
    return [add(v, *map(float, range(len(v.scores)))) for v in verdicts]


def by_neighbours(samples: Sequence[Sample], verdicts: list[Verdict]) -> list[Verdict]:
    return [add(v, *[float(len(samples))] * len(v.scores)) for v in verdicts]


def by_label(samples: Sequence[Sample], verdicts: list[Verdict]) -> list[Verdict]:
    seen = [float(sum(label.values[0] or 0 for label in s.labels)) for s in samples]
    return [add(v, *[x] * len(v.scores)) for v, x in zip(verdicts, seen, strict=True)]


def by_tag(samples: Sequence[Sample], verdicts: list[Verdict]) -> list[Verdict]:
    return [add(v, *[float(len(s.tags))] * len(v.scores)) for s, v in zip(samples, verdicts, strict=True)]


def by_undeclared_dimension(samples: Sequence[Sample], verdicts: list[Verdict]) -> list[Verdict]:
    return [replace(v, scores=tuple(Score(value=0, dims={"taste": 1.0}) for _ in v.scores)) for v in verdicts]


@pytest.mark.parametrize(
    ("spoil", "promise"),
    [
        (lambda s, v: v[1:], "ids, order and numbers"),
        (lambda s, v: v[::-1], "ids, order and numbers"),
        (lambda s, v: [replace(x, scores=x.scores[:1]) for x in v], "ids, order and numbers"),
        (by_label, "labels"),
        (by_tag, "tags and sources"),
        (by_neighbours, "batch of one"),
        (by_place, "place"),
        (by_rivals, "other responses"),
        (by_undeclared_dimension, "declared dimensions"),
    ],
)
def test_a_broken_promise_is_named(
    spoil: Callable[[Sequence[Sample], list[Verdict]], list[Verdict]], promise: str
) -> None:
    check_scorer(Broken(lambda s, v: v), SAMPLES)
    with pytest.raises(AssertionError, match=promise):
        check_scorer(Broken(spoil), SAMPLES)


def test_scores_beyond_the_stated_bounds_are_found() -> None:
    bounded = ScorerInfo(name="broken", bounds=(0.0, 3.0))
    with pytest.raises(AssertionError, match="lies within"):
        check_scorer(Broken(lambda s, v: v, bounded), SAMPLES)


def test_a_scorer_that_drifts_is_found() -> None:
    calls: list[int] = []

    def drift(samples: Sequence[Sample], verdicts: list[Verdict]) -> list[Verdict]:
        calls.append(0)
        return [add(v, *[float(len(calls))] * len(v.scores)) for v in verdicts]

    with pytest.raises(AssertionError, match="second time"):
        check_scorer(Broken(drift), SAMPLES)
