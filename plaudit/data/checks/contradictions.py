"""Preferences that cannot all hold: a pair that was judged both ways, or three and more that go in a circle.

They are held against each other where prompt, user, annotator and dimension are the same; labels without annotator
count as one annotator's. Two people who disagree do not contradict themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from plaudit.core import Label, Message, Sample, group_of
from plaudit.data.checking import Check, Finding, Given

_ADVICE = "Keep the one that was meant, or call it a tie."
_Said = tuple[str, tuple[str, ...], Label]
"""Where, a digest of each response, the label."""


class Contradictions(Check):
    """Remembers each label that prefers something: some 500 bytes, and 100 for each response."""

    def __init__(self, given: Given) -> None:
        super().__init__(given)
        self._said: dict[tuple[str | None, ...], list[_Said]] = {}
        self._found = {"pairs": 0, "cycles": 0}

    def see(self, sample: Sample, where: str) -> Iterator[Finding]:
        """Nothing yet."""
        labels = [label for label in sample.labels if len({v for v in label.values if v is not None}) > 1]
        if labels:
            prompt = _digest(sample.prompt)
            responses = tuple(_digest(response.turns) for response in sample.responses)
            for label in labels:
                key = (prompt, sample.user, label.annotator, label.dimension)
                self._said.setdefault(key, []).append((where, responses, label))
        yield from ()

    def end(self) -> Iterator[Finding]:
        """Per prompt and annotator: every pair judged both ways; else one circle, if there is any."""
        for said in self._said.values():
            if len(said) > 1:  # values of one label are in order
                yield from self._of_one(said)

    def _of_one(self, said: list[_Said]) -> Iterator[Finding]:
        where_of: dict[tuple[str, str], str] = {}
        both_ways = False
        for where, responses, label in said:
            for pair in label.pairs():
                better, worse = responses[pair.better], responses[pair.worse]
                if pair.gap == 0 or better == worse:
                    continue
                where_of.setdefault((better, worse), where)
                if (other := where_of.get((worse, better))) is not None:
                    both_ways = True
                    self._found["pairs"] += 1
                    what = f"it prefers response {pair.better} to {pair.worse}, but {other} prefers the latter"
                    yield Finding("warning", where, "labels", f"{what}{_by(label)}", _ADVICE)
        if not both_ways and (circle := _circle(where_of)):
            self._found["cycles"] += 1
            places = [where_of[step] for step in pairwise(circle)]
            what = f"{len(places)} preferences go in a circle, each of its better response over the next one's"
            yield Finding("warning", places[-1], "labels", f"{what}: {', '.join(places)}{_by(said[0][2])}", _ADVICE)

    def figures(self) -> dict[str, int]:
        """How many of each."""
        return self._found


def _circle(preferred: dict[tuple[str, str], str]) -> list[str]:
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
