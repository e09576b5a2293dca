"""Figures and examples to HTML and JSON."""
