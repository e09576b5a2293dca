"""Some of the groups of a data set, drawn at random."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator

from plaudit.core import DataError, Sample, UsageError, group_of
from plaudit.data.split import draw


def sample(samples: Iterable[Sample], most: int, seed: int = 0) -> list[Sample]:
    """At most so many samples, in their order: whole groups (`group_of`), as many as fit in the order they are drawn.

    Which groups come first follows from the seed and the group alone, so a larger number holds a smaller one's samples.
    The stream is read once, and one sample more than `most` is held. Raises UsageError for none, and DataError where
    the group that is drawn first is larger.
    """
    if most < 1:
        raise UsageError(f"{most} samples", remedy="Ask for 1 or more.")
    kept: dict[str, list[tuple[int, Sample]]] = {}
    last: list[tuple[float, str]] = []  # the group that was drawn last on top
    count, end = 0, 1.0
    for place, one in enumerate(samples):
        drawn, group = draw(seed, one), group_of(one)
        if drawn >= end:
            continue
        if group not in kept:
            kept[group] = []
            heapq.heappush(last, (-drawn, group))
        kept[group].append((place, one))
        count += 1
        while count > most:
            negative, dropped = heapq.heappop(last)
            end = -negative
            count -= len(kept.pop(dropped))
    if not count and end < 1.0:
        what = f"the group that is drawn first has more than {most} samples"
        raise DataError(what, remedy="Ask for more samples, or take another seed.")
    return [one for _, one in sorted((item for group in kept.values() for item in group), key=lambda item: item[0])]


def fraction(samples: Iterable[Sample], share: float, seed: int = 0) -> Iterator[Sample]:
    """About this share of the samples, in their order, as a stream: the groups that are drawn below it.

    Raises UsageError for a share that is not between 0 and 1.
    """
    if not 0 < share < 1:
        raise UsageError(f"a share of {share}", remedy="Give one between 0 and 1.")
    return (one for one in samples if draw(seed, one) < share)
