"""Spearman on five aspects of nine metrics, on the part of the videos that the authors' files hold, to 4 decimals."""

from __future__ import annotations

import json

import pytest

from plaudit.evaluate.tables import correlations, read_table
from tests.evaluate.published.data import folder

METRICS = (
    "BRISQUE", "CLIP-Score", "CLIP-sim", "DINO-sim", "MSE-dyn", "PIQE", "SSIM-dyn", "gpt4o", "videoscore",
)  # fmt: skip


@pytest.mark.parametrize("metric", METRICS)
def test_the_printed_correlations(metric: str) -> None:
    here = folder("videoscore_partial") / "video_feedback"
    printed = json.loads((here / "spearman_corr_video_feedback.json").read_text())
    runs = [run[metric]["spearman_list"] for run in printed if metric in run]
    table = read_table(here / f"eval_video_feedback_{metric}.json")
    found = [correlations(table, score=f"ans[{k}]", rating=f"ref[{k}]")[0].estimate for k in range(5)]
    values = [None if one is None else round(100 * one.value, 4) for one in found]
    assert values in [[None if x is None else pytest.approx(x, abs=0.00011) for x in run] for run in runs]
