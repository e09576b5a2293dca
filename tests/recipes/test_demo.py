"""The demo, cut short: every figure is there, in the form that the README promises."""

from __future__ import annotations

import json
from pathlib import Path

from plaudit.lab.claims import KINDS
from plaudit.models import RewardModel
from plaudit.recipes.demo import NS, Config, demo


def test_the_demo_writes_report_model_and_figures(tmp_path: Path) -> None:
    said: list[str] = []
    figures = demo(Config(out=tmp_path, steps=2, pairs=4, scenes=4), said.append)
    assert len(said) == 5
    stored = json.loads((tmp_path / "metrics.json").read_text())
    assert stored == figures
    for name in ("accuracy", "before", "blind"):
        tags = {f"kind={kind}" for kind in KINDS}
        assert tags <= stored[name]["by_tag"].keys()
        for estimate in (stored[name]["overall"], *(stored[name]["by_tag"][tag] for tag in tags)):
            assert 0 <= estimate["low"] <= estimate["value"] <= estimate["high"] <= 1
        assert stored[name]["overall"]["n"] == 4 * len(KINDS)
        assert all(stored[name]["by_tag"][tag]["n"] == 4 for tag in tags)
    for n in NS:
        assert stored["best_of_n"][str(n)]["gold"]["n"] == 4
        assert stored["best_of_n"][str(n)]["gold"]["value"] <= stored["best_of_n"]["oracle"]["gold"]["value"]
    assert stored["best_of_n"]["gap_closed"].keys() == {"value", "low", "high", "n"}
    assert stored["seconds"] > 0
    assert stored["peak_memory_bytes"] > 1e8
    page = (tmp_path / "report.html").read_text()
    assert "data:image/" in page
    assert "<svg" in page
    RewardModel.from_pretrained(tmp_path / "model")
