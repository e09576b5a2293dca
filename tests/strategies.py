"""Hypothesis strategies for the types of core. Everything they make has a JSON form.

Importing them fixes the seed of every property test, and lifts the deadline, which a busy machine would miss.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from plaudit.core import (
    Audio,
    Criterion,
    Estimate,
    Image,
    Label,
    Message,
    Part,
    Response,
    Sample,
    Score,
    ScorerInfo,
    Span,
    Text,
    Unscored,
    Verdict,
    Video,
)
from plaudit.core.labels import Decision, Kind

settings.register_profile("plaudit", deadline=None, derandomize=True, max_examples=50)
settings.load_profile("plaudit")

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
"""Any Unicode text, control characters and separators included; half surrogate pairs are not text."""
NAMES = st.sampled_from(["overall", "grounding", "style", "längd"])
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
SECONDS = st.floats(0, 1e4)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | FLOATS | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
EXTRA = st.dictionaries(TEXT, JSON, max_size=2)
TAGS = st.lists(st.sampled_from(["kind=count", "kind=relation", "style=markdown"]), max_size=2, unique=True).map(tuple)

_ROLES = st.sampled_from(["", "source", "mask", "subject"])
_SOURCES = st.one_of(
    st.binary(max_size=8),
    st.sampled_from([Path("a/b.png"), Path("/tmp/ä ö.jpg"), Path("../c.mp4")]),
    st.sampled_from(["https://host/a.png", "data:image/png;base64,aGk=", "s3://bucket/key"]),
)

IMAGES = st.builds(Image, _SOURCES, role=_ROLES)
_CUTS = st.tuples(SECONDS, st.none() | st.floats(1e-3, 1e3)).map(
    lambda cut: {"start": cut[0], "end": None if cut[1] is None else cut[0] + cut[1]}
)
AUDIOS = st.builds(lambda data, role, cut: Audio(data, role=role, **cut), _SOURCES, _ROLES, _CUTS)
VIDEOS = st.builds(
    lambda data, role, cut, fps, sound: Video(data, role=role, fps=fps, sound=sound, **cut),
    _SOURCES | st.lists(IMAGES, min_size=1, max_size=3).map(tuple),
    _ROLES,
    _CUTS,
    st.none() | st.floats(0.1, 240),
    st.booleans(),
)
PARTS: st.SearchStrategy[Part] = st.builds(Text, TEXT) | IMAGES | AUDIOS | VIDEOS
_PARTS = st.lists(PARTS, max_size=3).map(tuple)

MESSAGES = st.builds(Message, role=st.sampled_from(["system", "user", "assistant", "tool"]), parts=_PARTS, extra=EXTRA)
SPANS = st.builds(Span, part=st.integers(0, 3), start=SECONDS, end=SECONDS)
RESPONSES = st.builds(
    Response,
    turns=st.lists(MESSAGES, min_size=1, max_size=2).map(tuple),
    steps=st.lists(SPANS, max_size=2).map(tuple),
    complete=st.booleans(),
    tags=TAGS,
    source=st.none() | TEXT,
    extra=EXTRA,
)
CRITERIA = st.builds(Criterion, text=TEXT, dimension=NAMES, weight=FLOATS)


_KINDS: tuple[Kind, ...] = ("order", "rating", "binary", "share")
_DECISIONS: tuple[Decision, ...] = ("given", "both_bad", "undecided", "missing")


@st.composite
def labels(draw: st.DrawFn, responses: int) -> Label:
    """A label on at least one of this many responses, of any kind and decision."""
    of = draw(st.permutations(range(responses)))[: draw(st.integers(1, responses))]
    kind = draw(st.sampled_from(_KINDS))
    decision = draw(st.sampled_from(_DECISIONS))
    number = {"rating": st.floats(1, 5), "binary": st.sampled_from([0.0, 1.0])}.get(kind, st.floats(-1e6, 1e6))
    value = {"given": st.none() | number, "both_bad": st.just(draw(number))}.get(decision, st.none())
    return Label(
        values=tuple(draw(value) for _ in of),
        of=tuple(of),
        ordered=draw(st.booleans()),
        kind=kind,
        scale=(1.0, 5.0) if kind == "rating" else None,
        dimension=draw(NAMES),
        annotator=draw(st.none() | TEXT),
        strength=draw(st.none() | FLOATS),
        decision=decision,
        steps=tuple((draw(st.none() | FLOATS),) for _ in of) if draw(st.booleans()) else (),
        note=draw(TEXT),
    )


@st.composite
def samples(draw: st.DrawFn, min_responses: int = 0, max_responses: int = 4) -> Sample:
    """A sample with any content, and labels that fit it."""
    responses = draw(st.lists(RESPONSES, min_size=min_responses, max_size=max_responses).map(tuple))
    return Sample(
        id=draw(TEXT),
        prompt=draw(st.lists(MESSAGES, max_size=2).map(tuple)),
        responses=responses,
        labels=draw(st.lists(labels(len(responses)), max_size=3).map(tuple)) if responses else (),
        reference=draw(_PARTS),
        criteria=draw(st.lists(CRITERIA, max_size=2).map(tuple)),
        user=draw(st.none() | TEXT),
        group=draw(st.none() | TEXT),
        tags=draw(TAGS),
        source=draw(st.none() | TEXT),
        extra=draw(EXTRA),
    )


UNSCORED = st.builds(
    Unscored,
    why=st.sampled_from(
        ["unparsed", "refused", "abstained", "truncated", "media", "unsupported", "missing", "down", "nonfinite"]
    ),
    detail=TEXT,
    by=TEXT,
)
SCORES = st.builds(
    Score,
    value=FLOATS,
    dims=st.dictionaries(NAMES, FLOATS | UNSCORED, max_size=2),
    sd=st.none() | st.floats(0, 1e3),
    atoms=st.lists(st.tuples(FLOATS, st.floats(0, 1)), max_size=2).map(tuple),
    steps=st.lists(FLOATS | UNSCORED, max_size=2).map(tuple),
    spans=st.lists(SPANS, max_size=2).map(tuple),
    rationale=TEXT,
)


@st.composite
def verdicts(draw: st.DrawFn, responses: int = 2, sample_id: str | None = None) -> Verdict:
    """A verdict on a sample of this many responses (at least one), with votes."""
    return Verdict(
        sample_id=draw(TEXT) if sample_id is None else sample_id,
        scores=tuple(draw(SCORES | UNSCORED) for _ in range(responses)),
        votes=draw(st.lists(labels(responses), max_size=4).map(tuple)),
        usage=draw(st.dictionaries(TEXT, st.integers(0), max_size=2)),
    )


INFOS = st.builds(
    ScorerInfo,
    name=TEXT,
    manifest=EXTRA,
    dimensions=st.lists(NAMES, max_size=2).map(tuple),
    bounds=st.none() | st.tuples(FLOATS, FLOATS),
    media=st.frozensets(st.sampled_from(["image", "video", "audio"])),
    reads=st.frozensets(st.sampled_from(["reference", "criteria", "user", "extra.answer"])),
    comparable=st.sampled_from(["everywhere", "prompt", "sample"]),
)
ESTIMATES = st.builds(Estimate, value=FLOATS, low=FLOATS, high=FLOATS, n=st.integers(0))
