"""`plaudit mine`: a file of candidates to a file of preferences."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plaudit.cli.main import main
from plaudit.core import prefer
from plaudit.data import read, write
from plaudit.lab import GoldScorer, candidates


def test_mine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pools = list(candidates(6, of=4, split="test"))
    write(pools, tmp_path / "pools.jsonl")
    words = ["mine", "lab:gold", tmp_path / "pools.jsonl", "--margin", 2]
    for out, form in (("prefs.jsonl", "plaudit"), ("trl.jsonl", "trl")):
        with pytest.raises(SystemExit) as stop:
            main([*map(str, words), "--out", str(tmp_path / out), "--form", form, "--json", str(tmp_path / "f.json")])
        assert not stop.value.code
    gold = {v.sample_id: [s.value for s in v.scores] for v in GoldScorer().score(pools)}  # type: ignore[union-attr]
    every = {name: max(scores) - min(scores) for name, scores in gold.items()}
    gaps = {name: gap for name, gap in every.items() if gap >= 2}
    assert 0 < len(gaps) < 6
    for name in ("prefs.jsonl", "trl.jsonl"):
        labels = {sample.id: sample.labels for sample in read(tmp_path / name)}
        assert labels == {i: (prefer(0, 1, annotator="lab-gold", strength=gap),) for i, gap in gaps.items()}
    figures = json.loads((tmp_path / "f.json").read_text())
    tied = sum(gap == 0 for gap in every.values())
    left_out = {"unscored": 0, "tied": tied, "close": 6 - len(gaps) - tied}
    assert figures == {"pairs": len(gaps), "of": 6, "left_out": left_out}
    assert f"{len(gaps)} pairs of 6 samples; left out: " in capsys.readouterr().out
