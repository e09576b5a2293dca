"""A figure with its uncertainty."""

from __future__ import annotations

from dataclasses import dataclass

from plaudit.core.content import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A value with a 95 % interval and the number of things it was measured on."""

    value: float
    low: float
    high: float
    n: int
    """How many comparisons, responses or samples it rests on."""

    def to_json(self) -> dict[str, Json]:
        """`{value, low, high, n}`, the form every `--json` file uses."""
        return {"value": self.value, "low": self.low, "high": self.high, "n": self.n}

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}] n={self.n}"
