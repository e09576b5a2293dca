"""DOVER: two branches, each standardised, and summed, against mean opinion scores: Pearson to 0.002."""

from __future__ import annotations

import pytest

from plaudit.evaluate.tables import correlations, read_table
from tests.evaluate.published.data import expected, folder


@pytest.mark.parametrize("subset", ["kv1k", "livevqc", "ltest", "l1080p"])
def test_dover(subset: str) -> None:
    table = read_table(folder("vqa_mos") / f"dover_{subset}.csv.gz")
    fused = "z(aesthetic_branch) + z(technical_branch)"
    (found,) = correlations(table, score=fused, rating="mos", statistic="pearson")
    assert found.estimate is not None
    assert found.estimate.value == pytest.approx(expected("vqa_mos")["dover_readme_plcc"][subset], abs=0.002)
    assert found.estimate.low < found.estimate.value < found.estimate.high
