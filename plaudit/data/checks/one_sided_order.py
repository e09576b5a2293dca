"""An order that gives the answer away: the better response is always first, or always last."""

from __future__ import annotations

from collections.abc import Iterator

from plaudit.core import Sample
from plaudit.data.checking import Check, Finding, Given

FEWEST = 10
"""Comparisons from which on a one-sided order is no chance: 2 in 1,024 coins would do it."""


class OneSidedOrder(Check):
    """Counts where the better response stood, as shown to the annotator and, where that is not known, as stored."""

    def __init__(self, given: Given) -> None:
        super().__init__(given)
        self._first = {"shown": 0, "stored": 0}
        self._all = {"shown": 0, "stored": 0}

    def see(self, sample: Sample, where: str) -> Iterator[Finding]:
        """Nothing yet."""
        for label in sample.labels:
            order = "shown" if label.ordered else "stored"
            place = {i: k for k, i in enumerate(label.of)} if label.ordered else None
            for pair in label.pairs():
                if pair.gap > 0:
                    better, worse = (
                        (pair.better, pair.worse) if place is None else (place[pair.better], place[pair.worse])
                    )
                    self._first[order] += better < worse
                    self._all[order] += 1
        yield from ()

    def end(self) -> Iterator[Finding]:
        """A warning where annotators saw one order; a note where the file has one, as chosen/rejected files must."""
        for order, n in self._all.items():
            if n < FEWEST or self._first[order] not in (0, n):
                continue
            side = "first" if self._first[order] else "last"
            what = f"of {n:,} comparisons, the better response is {order} {side} in every one"
            yield (
                Finding("warning", str(self.given.path), "labels", what, "Ask again in the other order, or look why.")
                if order == "shown"
                else Finding(
                    "note", str(self.given.path), "labels", what, "Shuffle before a judge reads them in order."
                )
            )

    def figures(self) -> dict[str, dict[str, int]]:
        """Comparisons, and in how many the better was first, by order."""
        return {order: {"comparisons": n, "first": self._first[order]} for order, n in self._all.items() if n}


one_sided_order = OneSidedOrder
