"""Judges: a prompt file and a model that writes, as a scorer. One file per way of asking."""
