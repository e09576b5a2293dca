"""The data sets that may stand beside this repository, whole or as a folder of a few rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

Row = dict[str, Any]


def data_set(name: str) -> Path:
    """Its folder; skips the test where it is absent."""
    folder = Path(__file__).parents[3] / "shared" / "data" / name
    if not folder.exists():
        pytest.skip(f"{name} is not beside this repository")
    return folder


def part(name: str, to: Path, rows: dict[str, Callable[[Row], bool]], links: Iterable[str]) -> Path:
    """A copy with the rows of each .jsonl file that pass, all of other files, and links to these folders and files."""
    folder = data_set(name)
    to.mkdir()
    for file, wanted in rows.items():
        kept = [row for row in map(json.loads, (folder / file).read_text().splitlines()) if wanted(row)]
        (to / file).write_text("".join(json.dumps(row) + "\n" for row in kept))
    for link in links:
        (to / link).symlink_to(folder / link)
    return to
