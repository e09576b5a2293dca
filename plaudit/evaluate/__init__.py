"""Verdicts to figures with intervals, over any Scorer."""

from plaudit.evaluate.compare import Comparison, compare, paired
from plaudit.evaluate.evaluate import evaluate
from plaudit.evaluate.evaluation import Calibration, Evaluation
from plaudit.evaluate.inspection_page import inspection_page
from plaudit.evaluate.pages import sections

__all__ = ["Calibration", "Comparison", "Evaluation", "compare", "evaluate", "inspection_page", "paired", "sections"]
