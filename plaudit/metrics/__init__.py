"""Accuracy, ties, calibration and intervals, on numpy arrays."""
