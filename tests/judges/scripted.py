"""A generator and a likelihood whose answers are rules: what a judge makes of answers is then known by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from plaudit.core import Sample, Unscored, answer

Rule = Callable[[str, int], str | Unscored]
"""The text of the judge's task, and which of the k answers it is, to the answer."""


class Scripted:
    """Answers by rule, and keeps what it was asked."""

    def __init__(self, rule: Rule, source: str = "scripted") -> None:
        self.rule, self.identity = rule, {"source": source}
        self.calls: list[list[Sample]] = []

    def generate(self, samples: Sequence[Sample], n: int = 1) -> list[Sample | Unscored]:
        self.calls.append(list(samples))
        return [self._one(sample, n) for sample in samples]

    def _one(self, sample: Sample, n: int) -> Sample | Unscored:
        said = [self.rule(sample.prompt[-1].text, k) for k in range(n)]
        failed = next((x for x in said if isinstance(x, Unscored)), None)
        return failed or replace(sample, responses=tuple(answer(x) for x in said if isinstance(x, str)))


class Weighed:
    """log_likelihood by rule of the task's text and the answer's."""

    def __init__(self, rule: Callable[[str, str], float | Unscored]) -> None:
        self.rule = rule
        self.calls: list[list[Sample]] = []

    def log_likelihood(self, samples: Sequence[Sample]) -> list[tuple[float | Unscored, ...]]:
        self.calls.append(list(samples))
        return [tuple(self.rule(s.prompt[-1].text, r.text) for r in s.responses) for s in samples]
