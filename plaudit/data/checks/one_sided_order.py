"""An order that gives the answer away: the better response is always first, or always last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from plaudit.core import Sample
from plaudit.data.checking import Check, Finding, Given, place

FEWEST = 10
"""Comparisons from which on a one-sided order is no chance: 2 in 1,024 coins would do it."""


class OneSidedOrder(Check):
    """Counts where the better response stood, as shown to the annotator and, where that is not known, as stored."""

    def __init__(self, given: Given) -> None:
        super().__init__(given)
        self._first = {"shown": 0, "stored": 0}
        self._all = {"shown": 0, "stored": 0}

    def see(self, sample: Sample, where: str) -> Iterable[Finding]:
        """Nothing yet."""
        for label in sample.labels:
            order = "shown" if label.ordered else "stored"
            for pair in label.pairs():
                if pair.gap > 0:
                    self._first[order] += place(label, pair.better) < place(label, pair.worse)
                    self._all[order] += 1
        return ()

    def end(self) -> Iterator[Finding]:
        """A warning where annotators saw one order; a note where the file has one, as chosen/rejected files must."""
        for order, n in self._all.items():
            if n < FEWEST or self._first[order] not in (0, n):
                continue
            side = "first" if self._first[order] else "last"
            what = f"of {n:,} comparisons, the better response is {order} {side} in every one"
            path = str(self.given.path)
            if order == "shown":
                yield Finding("warning", path, "labels", what, "Ask again in the other order, or look why.")
            else:
                yield Finding("note", path, "labels", what, "Shuffle before a judge reads them in order.")

    def figures(self) -> dict[str, dict[str, int]]:
        """Comparisons, and in how many the better was first, by order."""
        return {order: {"comparisons": n, "first": self._first[order]} for order, n in self._all.items() if n}


one_sided_order = OneSidedOrder
