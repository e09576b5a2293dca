"""Mutated media end in valid content or a named error: python -m pytest tests/media/test_fuzz.py --fuzz 100000 -s"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from plaudit.media import in_order
from tests.media.fuzzing import mutated

FEW = 1500
WORKERS = 2


@pytest.mark.timeout(0)
def test_mutated_media(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    n = pytestconfig.getoption("--fuzz") or FEW
    bounds = [n * k // WORKERS for k in range(WORKERS + 1)]
    run = [sys.executable, "-m", "tests.media.fuzzing"]

    def part(k: int) -> dict[str, int]:
        note = tmp_path / str(k)
        ended = subprocess.run([*run, str(bounds[k]), str(bounds[k + 1]), note], capture_output=True, check=False)
        at = note.read_text() if note.exists() else "none"
        assert ended.returncode == 0, f"mutation {at}: ended with {ended.returncode}\n{ended.stderr[-3000:].decode()}"
        found: dict[str, int] = json.loads(ended.stdout)
        return found

    counts = Counter[str]()
    for found in in_order(part, range(WORKERS), threads=WORKERS):
        counts.update(found)
    print(f"\n{n:,} mutations", json.dumps(dict(sorted(counts.items())), indent=1))
    assert sum(counts.values()) == n
    read = sum(count for name, count in counts.items() if name.endswith(": read"))
    assert n / 10 < read < n * 9 / 10  # neither too gentle to break anything, nor too rough to get past the header


def test_a_mutation_is_known_by_its_number() -> None:
    content = bytes(range(200))
    made = [mutated(content, random.Random(k)) for k in range(200)]
    assert made == [mutated(content, random.Random(k)) for k in range(200)]
    assert len(set(made)) > 190 and made.count(content) < 5
    assert mutated(b"", random.Random(0)) is not None
