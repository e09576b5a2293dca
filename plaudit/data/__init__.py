"""Files on disk to Samples and back; checking, converting and splitting."""

from plaudit.data.check import Finding, check
from plaudit.data.convert import Conversion, convert
from plaudit.data.io import guess, read, write
from plaudit.data.split import folds, split

__all__ = ["Conversion", "Finding", "check", "convert", "folds", "guess", "read", "split", "write"]
