"""Tensors in, loss out; one file per objective."""
