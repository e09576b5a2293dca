"""What predicts the label without the content: how long a response is, where it stood, who wrote it.

A logistic regression on one of these alone, cross-validated by group; an AUC of 0.5 is a coin, and what tells nothing
comes out there or below. Where no two responses are compared, the label is a single response's rating, above the mean
or not.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import numpy as np

from plaudit.core import Estimate, Json, Label, Response, Sample, group_of
from plaudit.data.checking import Check, Finding, Given, place
from plaudit.data.logistic import FOLDS, held_out_logits
from plaudit.data.reservoir import Reservoir
from plaudit.metrics import Floats, roc_auc

TELLING = 0.6
"""An AUC whose whole interval is above this is worth a warning."""
MOST = 20_000
"""Comparisons that are kept, drawn alike from all: some 10 MB."""
SOURCES = 50
"""Sources told apart; the others count as one."""
_ADVICE = {
    "length": "Compare models on pairs of like length, and train with a length penalty or matched pairs.",
    "position": "Ask in both orders.",
    "source": "Compare models within one source.",
}


class _Case(NamedTuple):
    """A comparison, or a response with its rating."""

    length: float
    position: float
    sources: tuple[str, str]
    """Of the first and the second; "" for none."""
    value: float
    """Above 0: the first is better. Of a single response its rating."""
    group: str


class Shortcuts(Check):
    """Keeps at most `MOST` comparisons, or else ratings."""

    def __init__(self, given: Given) -> None:
        super().__init__(given)
        self._coin = random.Random(given.seed)
        self._pairs: Reservoir[_Case] = Reservoir(MOST, given.seed)
        self._singles: Reservoir[_Case] = Reservoir(MOST, given.seed)
        self.predicted: dict[str, Estimate] = {}

    def see(self, sample: Sample, where: str) -> Iterable[Finding]:
        """Nothing yet."""
        group = group_of(sample) if sample.labels else ""
        for label in sample.labels:
            if label.kind in ("rating", "binary") and len(label.values) == 1 and label.values[0] is not None:
                response = sample.responses[label.of[0]]
                self._singles.add(_Case(_length(response), 0.0, (_source(response), ""), label.values[0], group))
            for pair in label.pairs():
                if pair.gap > 0:
                    self._pairs.add(self._compared(sample, label, pair.better, pair.worse, group))
        return ()

    def _compared(self, sample: Sample, label: Label, better: int, worse: int, group: str) -> _Case:
        """The two in a random order, so that the case's own order tells nothing."""
        won = self._coin.random() < 0.5
        i, j = (better, worse) if won else (worse, better)
        a, b = sample.responses[i], sample.responses[j]
        position = 1.0 if place(label, i) < place(label, j) else -1.0
        return _Case(_length(a) - _length(b), position, (_source(a), _source(b)), 1.0 if won else -1.0, group)

    def end(self) -> Iterator[Finding]:
        """A warning for each feature that predicts better than `TELLING`."""
        cases = self._pairs.kept or self._singles.kept
        middle = 0.0 if self._pairs.kept else float(np.mean([case.value for case in cases])) if cases else 0.0
        positive = np.array([case.value > middle for case in cases])
        groups = [case.group for case in cases]
        if not 0 < positive.sum() < len(cases) or len(set(groups)) < 2 * FOLDS:
            return
        for name, columns in _features(cases, paired=bool(self._pairs.kept)).items():
            logits = held_out_logits(columns, positive, groups, self.given.seed)
            found = self.predicted[name] = roc_auc(logits, positive, groups)
            if found.low > TELLING:
                what = f"{name} alone predicts the label: AUC {found}"
                yield Finding("warning", str(self.given.path), "labels", what, _ADVICE[name])

    def figures(self) -> Mapping[str, Json]:
        """The AUC of each feature that differs at all."""
        return {f"{name} AUC": found.to_json() for name, found in self.predicted.items()}


def _features(cases: list[_Case], *, paired: bool) -> dict[str, Floats]:
    """Columns (n, F) of each feature that differs between cases; with one of ones where cases are no differences.

    A position that is the same for every better response is left to the check of one-sided order.
    """
    common: dict[str, int] = {}
    for case in cases:
        for source in filter(None, case.sources):
            common[source] = common.get(source, 0) + 1
    kept = sorted(common, key=lambda name: (-common[name], name))[:SOURCES]
    found = {
        "length": np.array([[case.length] for case in cases]),
        "position": np.array([[case.position] for case in cases]),
        "source": np.array([[(a == name) - float(b == name) for name in kept] for a, b in (c.sources for c in cases)]),
    }
    if np.ptp([case.position * case.value for case in cases]) == 0:
        del found["position"]
    ones = np.ones((len(cases), 0 if paired else 1))
    return {name: np.hstack([x, ones]) for name, x in found.items() if x.size and np.ptp(x, axis=0).any()}


def _length(response: Response) -> float:
    return math.log1p(len(response.text))


def _source(response: Response) -> str:
    return response.source or ""


shortcuts = Shortcuts
