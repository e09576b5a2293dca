"""What a report is made of: plain data, whatever was measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from plaudit.core import Estimate, Json, Sample, Verdict
from plaudit.core.outcomes import Result
from plaudit.metrics import Bin


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Estimates of the same things by several series, side by side: accuracy by tag, before and after."""

    title: str
    series: Mapping[str, Mapping[str, Estimate]]
    """By series, by name of the thing."""
    axis: str = "accuracy"
    chance: float | None = 0.5
    """Where guessing would be; None: no line."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """How values are distributed."""

    title: str
    groups: Mapping[str, Sequence[float]]
    axis: str = "score"
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """Accuracy against confidence."""

    title: str
    bins: Sequence[Bin]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Lines over a number: loss over steps, gold score over n."""

    title: str
    lines: Mapping[str, Sequence[tuple[float, float | Estimate]]]
    """By name, (x, y); an estimate's interval is drawn as a band."""
    x_axis: str
    y_axis: str
    doubling: bool = False
    """x grows by doubling: 1, 2, 4, 8."""
    note: str = ""


Figure = Rates | Histogram | Reliability | Curve


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One sample with what the scorer said of it."""

    sample: Sample
    verdict: Verdict
    result: Result | None = None
    dimension: str = "overall"
    picked: int | None = None
    """The response chosen by best-of-n."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of words."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading with what stands under it."""

    title: str
    text: str = ""
    tables: Sequence[Table] = ()
    figures: Sequence[Figure] = ()
    examples: Sequence[Example] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Highlight:
    """A figure to be seen first."""

    label: str
    estimate: Estimate
    note: str = ""
    percent: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole page."""

    title: str
    headline: str
    """The result in a sentence."""
    highlights: Sequence[Highlight] = ()
    sections: Sequence[Section] = ()
    numbers: Mapping[str, Json] = field(default_factory=dict)
    """Every figure, nested as in the JSON file; an estimate as `{value, low, high, n}`."""
    made: Mapping[str, str] = field(default_factory=dict)
    """How: command, seed, versions, seconds, memory; see `provenance`."""
