"""A small rendered world with a known gold score."""

from pathlib import Path

from plaudit.lab.annotators import Annotator
from plaudit.lab.gold import GoldScorer, gold_score
from plaudit.lab.worlds import candidates, fault_pairs

__all__ = ["Annotator", "GoldScorer", "candidates", "fault_pairs", "gold_score", "tiny_path"]


def tiny_path() -> Path:
    """The folder of plaudit-tiny, the vision-language model that this package ships."""
    return Path(__file__).parent / "tiny"
