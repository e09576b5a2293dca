"""Accuracy, ties, calibration, rank correlation and intervals, on numpy arrays."""

from plaudit.metrics.accuracy import TieRule, points
from plaudit.metrics.auc import auc
from plaudit.metrics.bootstrap import Floats, Groups
from plaudit.metrics.calibration import Bin, calibration_error, log_loss, reliability
from plaudit.metrics.correlation import ranks, spearman
from plaudit.metrics.means import difference, macro, mean, ratio, wilson

__all__ = [
    "Bin",
    "Floats",
    "Groups",
    "TieRule",
    "auc",
    "calibration_error",
    "difference",
    "log_loss",
    "macro",
    "mean",
    "points",
    "ranks",
    "ratio",
    "reliability",
    "spearman",
    "wilson",
]
