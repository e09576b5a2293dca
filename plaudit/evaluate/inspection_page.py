"""What was found in a data set as a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from plaudit.core import Estimate, Json
from plaudit.data import Inspection
from plaudit.report import Rates, Report, Section, Table

MOST = 500
"""Findings on the page; all are in the JSON file."""
_SPREAD = ("n", "mean", "least", "median", "p90", "p99", "most")


def inspection_page(found: Inspection, name: str, made: Mapping[str, str]) -> Report:
    """The page of a file of this name: its findings, what predicts the label by itself, sizes, and every number.

    made: how, see `plaudit.report.provenance`.
    """
    counts = [f"{found.count(severity):,} {severity}s" for severity in ("error", "warning", "note")]
    headline = f"{', '.join(counts)}." if found.findings else "Nothing was found."
    return Report(
        title=f"Check of {name}", headline=headline, sections=list(_sections(found)), numbers=found.to_json(), made=made
    )  # fmt: skip


def _sections(found: Inspection) -> Iterator[Section]:
    if found.findings:
        shown = found.findings[:MOST]
        rows = [(f.severity, f.where, f.field, f.what, f.remedy) for f in shown]
        text = _summary(found) + (
            f" The first {MOST} of {len(found.findings):,}:" if len(shown) < len(found.findings) else ""
        )
        table = Table(columns=("severity", "where", "field", "what", "remedy"), rows=rows)
        yield Section(title="Findings", text=text, tables=[table])
    if telling := {name: Estimate(**figure) for name, figure in found.figures.get("shortcuts", {}).items()}:
        text = "How far one thing alone, without the content, tells which response is the better one. 0.5 is a coin."
        rates = Rates(title="Cross-validated AUC", series={"alone": telling}, axis="AUC", note="With 95 % intervals.")
        yield Section(title="Shortcuts", text=text, figures=[rates])
    if sizes := found.figures.get("sizes"):
        table = Table(columns=("", *_SPREAD), rows=[(kind, *_cells(spread)) for kind, spread in sizes.items()])
        yield Section(title="Sizes", tables=[table])


def _summary(found: Inspection) -> str:
    """How many findings there are in each field."""
    fields = Counter(finding.field.partition("[")[0] or "whole row" for finding in found.findings)
    return f"By field: {', '.join(f'{field} {n:,}' for field, n in fields.most_common())}."


def _cells(spread: Mapping[str, Json]) -> Sequence[str]:
    return [f"{spread[name]:,.0f}" for name in _SPREAD]
