"""What every recipe prints at its end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from plaudit.core import Json


def show(numbers: Mapping[str, Json], report: Path) -> None:
    """Every figure of metrics.json, and where the report is."""
    print("\n".join(lines(numbers)), f"report: {report}", sep="\n", flush=True)


def lines(numbers: Mapping[str, Json], name: str = "") -> Iterator[str]:
    """A line for every figure, under its dotted name."""
    for key, value in numbers.items():
        at = f"{name}.{key}".lstrip(".")
        if not isinstance(value, Mapping):
            yield f"{at}: {value}"
        elif value.keys() == {"value", "low", "high", "n"}:
            yield f"{at}: {value['value']:.3f} [{value['low']:.3f}, {value['high']:.3f}] n={value['n']}"
        else:
            yield from lines(value, at)
