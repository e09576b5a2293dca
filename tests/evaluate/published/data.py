"""Raw outputs that papers published, where they lie beside this repository."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).parents[4] / "shared" / "data"


def folder(name: str) -> Path:
    """The folder of one paper; the test is skipped where it is not there."""
    if not (DATA / name).exists():
        pytest.skip(f"{name} is not beside this repository")
    return DATA / name


def expected(name: str) -> Any:
    """The published figures of one paper."""
    return json.loads((folder(name) / "expected.json").read_text())
