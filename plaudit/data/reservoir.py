"""A few of a stream's items, each with the same chance to be among them."""

from __future__ import annotations

import random
from typing import Generic, TypeVar

T = TypeVar("T")


class Reservoir(Generic[T]):
    """At most `most` items (algorithm R: Vitter, Random Sampling with a Reservoir, 1985)."""

    def __init__(self, most: int, seed: int = 0) -> None:
        self.kept: list[T] = []
        """All items in order while there are at most `most`; then so many of them."""
        self.seen = 0
        self._most, self._random = most, random.Random(seed)

    def add(self, item: T) -> None:
        """One more item of the stream."""
        self.seen += 1
        if len(self.kept) < self._most:
            self.kept.append(item)
        elif (place := self._random.randrange(self.seen)) < self._most:
            self.kept[place] = item
