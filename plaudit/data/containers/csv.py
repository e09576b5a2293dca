"""Comma-separated values."""

from __future__ import annotations

from plaudit.data.delimited import Delimited

csv = Delimited(",")
