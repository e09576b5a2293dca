"""Rows written by hand from each format's published schema, in `fixtures/<format>.jsonl`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from plaudit.core import Sample
from plaudit.data import read

FOLDER = Path(__file__).parent / "fixtures"


def fixture(name: str) -> list[Sample]:
    """The samples of a format's fixture; the format is guessed."""
    return list(read(FOLDER / f"{name}.jsonl"))


def fixture_rows(name: str) -> list[dict[str, Any]]:
    """Its rows."""
    return [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text().splitlines()]


def winner(sample: Sample) -> str:
    """The text of the response that the first label puts before all others."""
    label = sample.labels[0]
    best = max(value for value in label.values if value is not None)
    (first,) = (i for i, value in zip(label.of, label.values, strict=True) if value == best)
    return sample.responses[first].text
