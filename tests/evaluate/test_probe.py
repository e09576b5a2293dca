from __future__ import annotations

from pathlib import Path

from plaudit.evaluate.probe import probe
from plaudit.rules.longest import longest
from tests.fakes import pair


def test_only_what_has_a_changed_version_is_compared(tmp_path: Path) -> None:
    real = [pair("a", "long", "s"), pair("b", "long", "s"), pair("c", "s", "long")]
    changed = [pair("a", "s", "long"), pair("c", "s", "long")]
    found = probe(longest(), real, changed, folder=tmp_path)
    assert [o.sample_id for o in found.a.outcomes] == ["a", "c"]
    assert found.overall is not None
    assert (found.overall.value, found.overall.n) == (0.5, 2)  # right, wrong against wrong, wrong
    assert sorted(path.name for path in tmp_path.iterdir()) == ["changed.jsonl", "real.jsonl"]
