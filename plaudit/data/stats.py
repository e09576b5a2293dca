"""What a data set holds, in numbers."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from plaudit.core import Json, Label, Sample, Text, group_of
from plaudit.data.spread import Spread, spreads

LISTED = 20
"""Entries of a count that are listed, the most frequent; of the others the sum is told."""


@dataclass(slots=True)
class Stats:
    """Counts and spreads over a stream."""

    samples: int = 0
    groups: int = 0
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    """How often: each number of responses, kind of medium, dimension and kind of label, decision, annotator, tag."""
    spreads: dict[str, Spread] = field(default_factory=dict)
    """Characters of prompts and responses, responses per sample, labels per sample."""

    def to_json(self) -> dict[str, Json]:
        """All of it; of a count the `LISTED` most frequent entries."""
        listed = {name: _listed(counter) for name, counter in self.counts.items() if counter}
        return {"samples": self.samples, "groups": self.groups, **listed, "spreads": spreads(self.spreads)}


def stats(samples: Iterable[Sample], seed: int = 0) -> Stats:
    """Numbers of a stream, read once. Held are 100 bytes for each group, and each different tag, source and annotator.

    seed: of the numbers that quantiles are taken from where there are many.
    """
    groups: set[bytes] = set()
    names = ("responses per sample", "prompt media", "response media", "labels", "decisions", "comparisons",
             "annotators", "tags", "response sources")  # fmt: skip
    found = Stats(counts={name: Counter() for name in names})
    kinds = ("prompt characters", "response characters", "responses per sample", "labels per sample")
    found.spreads = {kind: Spread(seed) for kind in kinds}
    for sample in samples:
        found.samples += 1
        groups.add(hashlib.blake2b(group_of(sample).encode("utf-8", "surrogatepass"), digest_size=8).digest())
        _add(found, sample)
    found.groups = len(groups)
    return found


def _add(found: Stats, sample: Sample) -> None:
    counts, spread = found.counts, found.spreads
    counts["responses per sample"][str(len(sample.responses))] += 1
    counts["prompt media"].update(_media(part for message in sample.prompt for part in message.parts))
    counts["response media"].update(_media(part for response in sample.responses for part in response.parts))
    counts["tags"].update(sample.tags)
    counts["response sources"].update(response.source for response in sample.responses if response.source is not None)
    for label in sample.labels:
        counts["labels"][f"{label.dimension}: {label.kind}"] += 1
        counts["decisions"][label.decision] += 1
        counts["comparisons"].update(_results(label))
        counts["annotators"].update([] if label.annotator is None else [label.annotator])
    spread["prompt characters"].add(sum(len(message.text) for message in sample.prompt))
    spread["response characters"].add(*(len(response.text) for response in sample.responses))
    spread["responses per sample"].add(len(sample.responses))
    spread["labels per sample"].add(len(sample.labels))


def _media(parts: Iterable[object]) -> Iterable[str]:
    return (type(part).__name__.lower() for part in parts if not isinstance(part, Text))


def _results(label: Label) -> Iterable[str]:
    return ("tie" if pair.gap == 0 else "preference" for pair in label.pairs())


def _listed(counter: Counter[str]) -> dict[str, int]:
    first = dict(sorted(counter.items(), key=lambda item: (-item[1], item[0]))[:LISTED])
    rest = counter.total() - sum(first.values())
    return {**first, f"{len(counter) - LISTED} others": rest} if rest else first
