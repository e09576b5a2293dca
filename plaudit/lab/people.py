"""People who disagree: each sample of the lab judged by somebody, and some care for what others do not mind."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from plaudit.core import Sample
from plaudit.lab.annotators import Annotator
from plaudit.lab.claims import KINDS
from plaudit.lab.gold import gold_score
from plaudit.lab.scenes import Scene

OBJECTS = ("existence", "attribute")
"""The kinds of fault that one of two groups minds; the other minds the rest."""


def two_groups(each: int, *, noise: float = 0.0) -> list[Annotator]:
    """So many people of either group, named `objects-<k>` and `places-<k>`.

    One group minds wrong objects and attributes, and likes the other faults a little; the other group is its contrary.
    """
    groups = {
        "objects": {kind: 1.0 if kind in OBJECTS else -0.5 for kind in KINDS},
        "places": {kind: -0.5 if kind in OBJECTS else 1.0 for kind in KINDS},
    }
    return [Annotator(name=f"{g}-{k}", noise=noise, weights=w) for g, w in groups.items() for k in range(each)]


def judged(samples: Iterable[Sample], people: Sequence[Annotator], *, seed: int = 0) -> Iterator[Sample]:
    """Samples of the lab, each labelled by one person, in turns, who is its `user` too."""
    rng = random.Random(f"judged {seed}")
    for k, sample in enumerate(samples):
        person, scene = people[k % len(people)], Scene.from_json(sample.extra["scene"])
        gold = [person.gold(gold_score(response.text, scene)) for response in sample.responses]
        label = person.label(gold, [len(response.text.split()) for response in sample.responses], rng)
        yield replace(sample, labels=(label,), user=person.name)
