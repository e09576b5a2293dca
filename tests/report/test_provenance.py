from __future__ import annotations

import sys
from importlib.metadata import version

import pytest

from plaudit.report import peak_memory_bytes, provenance


def test_how_it_was_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/usr/bin/plaudit", "evaluate", "my data.jsonl"])
    made = provenance(seconds=12.345, seed=7)
    assert made["command"] == "plaudit evaluate 'my data.jsonl'"
    assert (made["seconds"], made["seed"], made["plaudit"]) == ("12.3", "7", version("plaudit"))
    assert made["python"].startswith(f"{sys.version_info.major}.{sys.version_info.minor}")


def test_peak_memory_is_in_bytes() -> None:
    before = peak_memory_bytes()
    held = bytearray(64 * 2**20)
    after = peak_memory_bytes()
    assert before is not None
    assert after is not None
    assert len(held) > 0
    assert 10 * 2**20 < before <= after < 2**40
