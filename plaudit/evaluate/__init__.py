"""Verdicts to figures with intervals, over any Scorer."""

from plaudit.evaluate.audit import Audit, audit
from plaudit.evaluate.compare import Comparison, compare, paired
from plaudit.evaluate.evaluate import evaluate
from plaudit.evaluate.evaluation import Calibration, Evaluation
from plaudit.evaluate.finding import Finding
from plaudit.evaluate.inspection_page import inspection_page
from plaudit.evaluate.pages import sections

__all__ = [
    "Audit",
    "Calibration",
    "Comparison",
    "Evaluation",
    "Finding",
    "audit",
    "compare",
    "evaluate",
    "inspection_page",
    "paired",
    "sections",
]
