"""Figures and examples to HTML and JSON."""

from plaudit.report.page import page, write_report
from plaudit.report.parts import (
    Curve,
    Example,
    Figure,
    Highlight,
    Histogram,
    Rates,
    Reliability,
    Report,
    Section,
    Table,
)
from plaudit.report.provenance import peak_memory_bytes, provenance

__all__ = [
    "Curve",
    "Example",
    "Figure",
    "Highlight",
    "Histogram",
    "Rates",
    "Reliability",
    "Report",
    "Section",
    "Table",
    "page",
    "peak_memory_bytes",
    "provenance",
    "write_report",
]
