"""Files on disk to Samples and back; converting, checking, counting, and making one data set of others."""

from plaudit.data.check import Inspection, check, inspect
from plaudit.data.checking import Finding, Tokens
from plaudit.data.convert import Conversion, convert
from plaudit.data.deduplicate import Duplicates, duplicates
from plaudit.data.io import guess, read, write
from plaudit.data.merge import merge
from plaudit.data.sample import sample
from plaudit.data.split import folds, split
from plaudit.data.stats import Stats, stats

__all__ = [
    "Conversion",
    "Duplicates",
    "Finding",
    "Inspection",
    "Stats",
    "Tokens",
    "check",
    "convert",
    "duplicates",
    "folds",
    "guess",
    "inspect",
    "merge",
    "read",
    "sample",
    "split",
    "stats",
    "write",
]
