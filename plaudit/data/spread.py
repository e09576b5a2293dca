"""How a number is spread over a stream."""

from __future__ import annotations

from collections.abc import Mapping

from plaudit.core import Json
from plaudit.data.reservoir import Reservoir

KEPT = 10_000
_QUANTILES = (("median", 0.5), ("p90", 0.9), ("p99", 0.99))


class Spread:
    """Count, mean and extremes of all numbers; quantiles of at most `KEPT`, drawn alike from all."""

    def __init__(self, seed: int = 0) -> None:
        self._total = self._least = self._most = 0.0
        self._drawn: Reservoir[float] = Reservoir(KEPT, seed)

    @property
    def count(self) -> int:
        """How many numbers there were."""
        return self._drawn.seen

    def add(self, *values: float) -> None:
        """More numbers."""
        for value in values:
            self._least = min(self._least, value) if self.count else value
            self._most = max(self._most, value) if self.count else value
            self._total += value
            self._drawn.add(value)

    def to_json(self) -> dict[str, Json]:
        """`{n, mean, least, median, p90, p99, most}`; a quantile is the number at that place. Only n = 0 for none."""
        if not self.count:
            return {"n": 0}
        ordered = sorted(self._drawn.kept)
        at = {name: ordered[min(int(q * len(ordered)), len(ordered) - 1)] for name, q in _QUANTILES}
        return {"n": self.count, "mean": self._total / self.count, "least": self._least, **at, "most": self._most}


def spreads(values: Mapping[str, Spread]) -> dict[str, Json]:
    """By name, those that have numbers."""
    return {name: spread.to_json() for name, spread in values.items() if spread.count}
