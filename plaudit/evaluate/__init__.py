"""Verdicts to figures with intervals, over any Scorer."""
