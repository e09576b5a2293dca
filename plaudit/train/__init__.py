"""Samples to a trained reward model."""
