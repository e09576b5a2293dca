"""Samples to Samples with more responses."""
