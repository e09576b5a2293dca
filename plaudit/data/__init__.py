"""Files on disk to Samples and back; checking and splitting."""

from plaudit.data.check import Finding, check
from plaudit.data.io import read, write
from plaudit.data.split import folds, split

__all__ = ["Finding", "check", "folds", "read", "split", "write"]
