"""In small: one seed of every defect, of which the probe meant for it must not miss any.

The table over twenty seeds is made by `python -m plaudit.recipes.audit_power`.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plaudit.core import names
from plaudit.evaluate import audit, probes
from plaudit.lab import Annotator, fault_pairs
from plaudit.recipes import audit_power as recipe
from plaudit.recipes.audit_power import EXPECTED, table

PAIRS = list(fault_pairs(100, split="test", seed=7, annotator=Annotator(noise=1.0)))
MEANT = sorted(set().union(*(expected.meant for expected in EXPECTED.values())))


@pytest.mark.parametrize("defect", EXPECTED)
def test_the_probe_meant_for_a_defect_fires_and_unrelated_ones_do_not(defect: str) -> None:
    expected = EXPECTED[defect]
    found = audit(expected.make(), PAIRS, probes=MEANT)
    fired = {finding.probe for finding in found.findings if finding.grade in ("look", "broken")}
    assert expected.meant <= fired
    assert fired <= expected.meant | expected.related


def test_every_expected_probe_is_there() -> None:
    assert all(expected.meant | expected.related <= set(names(probes)) for expected in EXPECTED.values())


def test_it_writes_the_table_and_what_was_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recipe, "EXPECTED", {"format lover": EXPECTED["format lover"]})
    said: list[str] = []
    figures = recipe.audit_power(recipe.Config(out=tmp_path, seeds=1, pairs=40), said.append)
    assert figures == json.loads((tmp_path / "metrics.json").read_text())
    assert figures["fired"]["format lover"]["markdown"] == 1.0
    assert (figures["misses"], figures["false_alarms"]) == ([], [])
    assert said == ["format lover: markdown 100%"]
    assert "| format lover | markdown 100% |" in (tmp_path / "table.md").read_text()


def test_the_table_names_the_worst_of_the_unrelated() -> None:
    rates = {"saturated": dict.fromkeys(names(probes), 0.0) | {"saturation": 1.0, "cost": 0.25}}
    assert "| saturated | saturation 100% |  | cost 25% |" in table(rates)
