"""What every scorer promises, as a check to call from its tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from plaudit.core import Image, Label, Message, Sample, Score, Scorer, Unscored, Verdict
from plaudit.core.codec import dumps, loads

SIZES = (0, 1, 2, 8)
"""Numbers of responses that are tried."""


def check_scorer(scorer: Scorer, samples: Sequence[Sample], *, tolerance: float = 1e-5) -> None:
    """Raises AssertionError, saying which promise is broken and by which sample.

    Ids, order and number of responses are kept, for 0, 1, 2 and 8 responses and for no samples at all. A score is the
    same the second time, whatever is in the same batch and in which order, and whatever the labels, tags and sources
    say. Unless scores are comparable within a sample only, it does not depend on the other responses either. A failure
    is `Unscored`, also for a broken image; every verdict survives being written and read.

    samples: one or more that the scorer can take, of whatever size.
    tolerance: of a score, relative to the greater of its size and 1.
    """
    cases = [*samples, *_sized(next(s for s in samples if s.responses))]
    expected = _score(scorer, cases)
    for verdict in expected:
        _check_scores(scorer, verdict)
    _require(_score(scorer, []) == [], "no samples give no verdicts")
    for name, changed in _variants(cases).items():
        _compare(expected, _score(scorer, changed), tolerance, name)
    backwards = _score(scorer, cases[::-1])[::-1]
    _compare(expected, backwards, tolerance, "a score is the same in a batch turned round")
    alone = [_score(scorer, [sample])[0] for sample in cases]
    _compare(expected, alone, tolerance, "a score is the same in a batch of one")
    if scorer.info.comparable != "sample":
        _check_responses(scorer, cases, expected, tolerance)
    if "image" in scorer.info.media:
        for verdict in _score(scorer, [_with_broken_image(sample) for sample in cases]):
            _check_scores(scorer, verdict)


def _sized(sample: Sample) -> list[Sample]:
    """The sample with 0, 1, 2 and 8 responses: its own, over and over."""
    bare = replace(sample, labels=())
    return [replace(bare, id=f"{sample.id}x{n}", responses=(sample.responses * n)[:n]) for n in SIZES]


def _variants(cases: list[Sample]) -> dict[str, list[Sample]]:
    return {
        "a score is the same the second time": cases,
        "a scorer does not look at labels": [replace(s, labels=_contrary(s)) for s in cases],
        "a scorer does not look at tags and sources": [_marked(s) for s in cases],
    }


def _contrary(sample: Sample) -> tuple[Label, ...]:
    """The last response is best."""
    return (Label(values=tuple(map(float, range(len(sample.responses))))),) if sample.responses else ()


def _marked(sample: Sample) -> Sample:
    responses = tuple(replace(r, tags=("fault=none",), source="gold") for r in sample.responses)
    return replace(sample, responses=responses, tags=("kind=other",), source="elsewhere")


def _with_broken_image(sample: Sample) -> Sample:
    broken = Message(role="user", parts=(Image(b"this is not an image"),))
    return replace(sample, prompt=(*sample.prompt, broken))


def _check_responses(scorer: Scorer, cases: list[Sample], expected: list[Verdict], tolerance: float) -> None:
    turned = _score(scorer, [s.take(range(len(s.responses))[::-1]) for s in cases])
    back = [replace(v, scores=v.scores[::-1]) for v in turned]
    _compare(expected, back, tolerance, "a score does not depend on the response's place")
    for sample, verdict in zip(cases, expected, strict=True):
        single = [sample.take([i]) for i in range(len(sample.responses))]
        merged = replace(verdict, scores=tuple(_score(scorer, [s])[0].scores[0] for s in single))
        _compare([verdict], [merged], tolerance, "a score does not depend on the other responses")


def _score(scorer: Scorer, samples: Sequence[Sample]) -> list[Verdict]:
    verdicts = scorer.score(samples)
    asked = [(s.id, len(s.responses)) for s in samples]
    told = [(v.sample_id, len(v.scores)) for v in verdicts]
    _require(asked == told, f"ids, order and numbers of responses are kept: asked {asked}, told {told}")
    return verdicts


def _check_scores(scorer: Scorer, verdict: Verdict) -> None:
    info, place = scorer.info, f"sample {verdict.sample_id!r}"
    low, high = info.bounds or (-float("inf"), float("inf"))
    for score in verdict.scores:
        _require(isinstance(score, Score | Unscored), f"{place}: {score!r} is a Score or Unscored")
        if isinstance(score, Score):
            _require(low <= score.value <= high, f"{place}: {score.value} lies within {info.bounds}")
            _require(score.dims.keys() <= set(info.dimensions), f"{place}: {set(score.dims)} are declared dimensions")
    _require(loads(Verdict, dumps(verdict)) == verdict, f"{place}: the verdict survives being written and read")


def _compare(expected: list[Verdict], found: list[Verdict], tolerance: float, promise: str) -> None:
    for a, b in zip(expected, found, strict=True):
        for i, (x, y) in enumerate(zip(a.scores, b.scores, strict=True)):
            _require(_same(x, y, tolerance), f"{promise}: sample {a.sample_id!r}, response {i}: {x} against {y}")


def _same(x: Score | Unscored, y: Score | Unscored, tolerance: float) -> bool:
    if isinstance(x, Score) and isinstance(y, Score):
        return abs(x.value - y.value) <= tolerance * max(1.0, abs(x.value))
    return isinstance(x, Unscored) and isinstance(y, Unscored) and x.why == y.why


def _require(kept: bool, promise: str) -> None:
    if not kept:
        raise AssertionError(f"broken promise of a scorer: {promise}")
