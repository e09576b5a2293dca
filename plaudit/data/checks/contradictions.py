"""Preferences that cannot all hold: a pair that was judged both ways, or three and more that go in a circle.

They are held against each other where prompt, user, annotator and dimension are the same; labels without annotator
count as one annotator's. Two people who disagree do not contradict themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import NamedTuple

from plaudit.core import Label, Message, Sample, group_of
from plaudit.data.checking import Check, Finding, Given

_ADVICE = "Keep the one that was meant, or call it a tie."


class _Said(NamedTuple):
    """A label that prefers something."""

    where: str
    field: str
    responses: tuple[str, ...]
    """A digest of each."""
    label: Label

    def __str__(self) -> str:
        return f"{self.where} ({self.field})"


class Contradictions(Check):
    """Remembers each label that prefers something: some 500 bytes, and 100 for each response."""

    def __init__(self, given: Given) -> None:
        super().__init__(given)
        self._said: dict[tuple[str | None, ...], list[_Said]] = {}
        self._found = {"pairs": 0, "cycles": 0}

    def see(self, sample: Sample, where: str) -> Iterable[Finding]:
        """Nothing yet."""
        labels = {k: label for k, label in enumerate(sample.labels) if len(set(label.values) - {None}) > 1}
        if labels:
            prompt = _digest(sample.prompt)
            responses = tuple(_digest(response.turns) for response in sample.responses)
            for k, label in labels.items():
                key = (prompt, sample.user, label.annotator, label.dimension)
                self._said.setdefault(key, []).append(_Said(where, f"labels[{k}]", responses, label))
        return ()

    def end(self) -> Iterator[Finding]:
        """Per prompt and annotator: every pair judged both ways; else one circle, if there is any."""
        for said in self._said.values():
            if len(said) > 1:  # values of one label are in order
                yield from self._of_one(said)

    def _of_one(self, said: list[_Said]) -> Iterator[Finding]:
        first: dict[tuple[str, str], _Said] = {}
        both_ways = False
        for one in said:
            for pair in one.label.pairs():
                better, worse = one.responses[pair.better], one.responses[pair.worse]
                if pair.gap == 0 or better == worse:
                    continue
                first.setdefault((better, worse), one)
                if (other := first.get((worse, better))) is not None:
                    both_ways = True
                    self._found["pairs"] += 1
                    what = f"it prefers response {pair.better} to {pair.worse}, but {other} prefers the latter"
                    yield Finding("warning", one.where, one.field, f"{what}{_by(one.label)}", _ADVICE)
        if not both_ways and (circle := _circle(first)):
            self._found["cycles"] += 1
            steps = [first[step] for step in pairwise(circle)]
            what = f"{len(steps)} preferences go in a circle, each of its better response over the next one's"
            places = f"{', '.join(map(str, steps))}{_by(steps[-1].label)}"
            yield Finding("warning", steps[-1].where, steps[-1].field, f"{what}: {places}", _ADVICE)

    def figures(self) -> dict[str, int]:
        """How many of each."""
        return self._found


def _circle(preferred: Iterable[tuple[str, str]]) -> list[str]:
    """Responses of which each is preferred to the next, and the last is the first; none if there is no such circle."""
    order: TopologicalSorter[str] = TopologicalSorter()
    for better, worse in preferred:
        order.add(worse, better)
    try:
        order.prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        return circle
    return []


def _by(label: Label) -> str:
    return "" if label.annotator is None else f" (annotator {label.annotator})"


def _digest(turns: tuple[Message, ...]) -> str:
    """Of what messages say and show: the group that a prompt of them would have."""
    return group_of(Sample(id="", prompt=turns))


contradictions = Contradictions
