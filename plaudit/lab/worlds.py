"""Samples of the lab: scenes with a prompt and responses of known faults."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from plaudit.core import Sample, UsageError, answer, user
from plaudit.lab.annotators import Annotator
from plaudit.lab.claims import KINDS
from plaudit.lab.gold import gold_score
from plaudit.lab.render import picture
from plaudit.lab.scenes import Scene, Split
from plaudit.lab.twists import Twist, draw_twists

CAPTION = "Write a caption."
DETAIL = "Describe the image in detail."
FORMS = {"question": 1, "caption": 2, "detail": 4}
"""Sentences of each form of response."""


def fault_pairs(
    n: int, *, split: Split, seed: int = 0, kinds: Sequence[str] = KINDS, annotator: Annotator | None = None
) -> Iterator[Sample]:
    """n pairs whose responses differ in one sentence, true in one and false in the other.

    The kind of that fault takes turns, and is the tag `kind=`; the form is the tag `form=`. The other sentences of a
    caption or a detailed answer are shared and may be false too. Which response is the better one is a coin's choice.
    """
    if not kinds or not set(kinds) <= set(KINDS):
        raise UsageError(f"{list(kinds)} are not kinds of fault", remedy=f"Give one or more of {', '.join(KINDS)}.")
    rng, annotator = random.Random(f"fault_pairs {split} {seed}"), annotator or Annotator()
    for k in range(n):
        kind, form = kinds[k % len(kinds)], rng.choice(tuple(FORMS))
        others = rng.sample([x for x in KINDS if x != kind], FORMS[form] - 1)
        mixed = rng.sample([kind, *others], len(others) + 1)
        scene, twists = draw_twists(rng, mixed, split=split, fewest=1)
        shared, at, coin = [rng.random() < 0.7 for _ in mixed], mixed.index(kind), rng.random() < 0.5
        truths = [[t if i != at else side for i, t in enumerate(shared)] for side in (coin, not coin)]
        prompt = twists[0].true.question if form == "question" else CAPTION if form == "caption" else DETAIL
        tags = (f"kind={kind}", f"form={form}")
        yield _sample(f"pair-{split}-{seed}-{k}", scene, prompt, twists, truths, tags, annotator, rng)


def candidates(
    n: int, *, of: int = 8, split: Split, seed: int = 0, faulty: float = 0.4, annotator: Annotator | None = None
) -> Iterator[Sample]:
    """n scenes with `of` distinct descriptions of five sentences, each of which is false at the rate `faulty`."""
    if of > 2 ** len(KINDS) or not 0 < faulty < 1:
        what = f"{len(KINDS)} sentences, false at rate {faulty}, do not make {of} distinct descriptions"
        raise UsageError(what, remedy=f"Give a rate between 0 and 1, and of at most {2 ** len(KINDS)}.")
    rng, annotator = random.Random(f"candidates {split} {seed}"), annotator or Annotator()
    for k in range(n):
        scene, twists = draw_twists(rng, rng.sample(KINDS, len(KINDS)), split=split, fewest=1)
        truths: list[list[bool]] = []
        while len(truths) < of:
            drawn = [rng.random() >= faulty for _ in twists]
            if drawn not in truths:
                truths.append(drawn)
        yield _sample(f"best-of-{split}-{seed}-{k}", scene, DETAIL, twists, truths, ("form=detail",), annotator, rng)


def _sample(
    name: str,
    scene: Scene,
    prompt: str,
    twists: Sequence[Twist],
    truths: Sequence[Sequence[bool]],
    tags: tuple[str, ...],
    annotator: Annotator,
    rng: random.Random,
) -> Sample:
    claims = [[twist[true] for twist, true in zip(twists, row, strict=True)] for row in truths]
    texts = [" ".join(map(str, row)) for row in claims]
    faults = [tuple(f"fault={t.kind}" for t, true in zip(twists, row, strict=True) if not true) for row in truths]
    gold = [gold_score(text, scene).value for text in texts]
    return Sample(
        id=name,
        prompt=(user(picture(scene), prompt),),
        responses=tuple(answer(text, tags=tag) for text, tag in zip(texts, faults, strict=True)),
        labels=(annotator.label(gold, [len(t.split()) for t in texts], rng),),
        group=name,
        tags=tags,
        source="lab",
        extra={"scene": scene.to_json()},
    )
