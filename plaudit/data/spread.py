"""How a number is spread over a stream."""

from __future__ import annotations

import random

from plaudit.core import Json

KEPT = 10_000


class Spread:
    """Count, mean and extremes of all numbers; quantiles of at most `KEPT`, drawn alike from all (Vitter 1985)."""

    def __init__(self, seed: int = 0) -> None:
        self.count, self.total = 0, 0.0
        self.least = self.most = 0.0
        self.kept: list[float] = []
        """All numbers in order while there are at most `KEPT`; then so many of them."""
        self._random = random.Random(seed)

    def add(self, *values: float) -> None:
        """More numbers."""
        for value in values:
            self.least = min(self.least, value) if self.count else value
            self.most = max(self.most, value) if self.count else value
            self.count, self.total = self.count + 1, self.total + value
            if len(self.kept) < KEPT:
                self.kept.append(value)
            elif (place := self._random.randrange(self.count)) < KEPT:
                self.kept[place] = value

    def to_json(self) -> dict[str, Json]:
        """`{n, mean, least, median, p90, p99, most}`; a quantile is the number at that place. Only n = 0 for none."""
        if not self.count:
            return {"n": 0}
        ordered = sorted(self.kept)
        at = {name: ordered[min(int(q * len(ordered)), len(ordered) - 1)] for name, q in _QUANTILES}
        return {"n": self.count, "mean": self.total / self.count, "least": self.least, **at, "most": self.most}


_QUANTILES = (("median", 0.5), ("p90", 0.9), ("p99", 0.99))


def spreads(values: dict[str, Spread]) -> dict[str, Json]:
    """By name, those that have numbers."""
    return {name: spread.to_json() for name, spread in values.items() if spread.count}
