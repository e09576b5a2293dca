"""`plaudit audit` on lab pairs: files, figures, errors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plaudit.cli.main import main
from plaudit.data import write
from plaudit.lab import fault_pairs


def plaudit(*words: object) -> int:
    with pytest.raises(SystemExit) as stop:
        main([str(word) for word in words])
    return int(stop.value.code or 0)


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    write(fault_pairs(12, split="test"), tmp_path / "pairs.jsonl")
    return tmp_path / "pairs.jsonl"


def test_it_writes_a_report_figures_and_a_card(pairs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, figures = pairs.parent / "audit", pairs.parent / "figures.json"
    words = ["--out", out, "--probes", "verbosity, best_of_n,image_blind", "--gold", "lab:gold", "--json", figures]
    assert plaudit("audit", "rule:longest", pairs, *words) == 0
    said = capsys.readouterr().out
    assert "look           verbosity: changed responses that beat themselves 1.000 [" in said
    found = json.loads(figures.read_text())
    assert list(found["findings"]) == ["verbosity", "best_of_n", "image_blind"]
    assert found == json.loads((out / "report.json").read_text())
    assert "<svg" in (out / "report.html").read_text()
    assert "| verbosity | look |" in (out / "model_card.md").read_text()
    assert (out / "verdicts" / "verbosity" / "changed.jsonl").exists()


def test_a_wrong_probe_is_bad_usage(pairs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert plaudit("audit", "rule:longest", pairs, "--out", pairs.parent / "audit", "--probes", "blind") == 2
    assert "image_blind" in capsys.readouterr().err
