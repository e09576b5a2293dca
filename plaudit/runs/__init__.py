"""A Scorer over a stream to verdicts on disk, and back."""

from plaudit.runs.replayed import Replayed
from plaudit.runs.run import run

__all__ = ["Replayed", "run"]
