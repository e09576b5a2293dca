"""Five metrics against the mean of three raters' alignment, over ten slices: Spearman and tau-c to 3 decimals."""

from __future__ import annotations

import pytest

from plaudit.evaluate.tables import Statistic, Table, correlations, rated, read_table
from tests.evaluate.published.data import expected, folder

SLICES = ("prompt complexity", "attribute control.spatial", "attribute control.temporal")


@pytest.fixture(scope="module")
def table() -> Table:
    scores, ratings, prompts = (
        read_table(folder("fetv") / name) for name in ("metric_scores.csv", "human_ratings.csv", "prompts.jsonl")
    )
    on = {"model": "model", "sent_id": "sent_id"}
    joined = rated(scores, ratings, on=on, score="score", rating="alignment", by=("metric",))
    return joined.joined(prompts, {"sent_id": "sent_id"})


@pytest.mark.parametrize("statistic", ["kendall_c", "spearman"])
def test_every_metric_and_slice(table: Table, statistic: Statistic) -> None:
    published = expected("fetv")
    found = correlations(table, by=("metric",), slices=SLICES, statistic=statistic)
    seen = 0
    for one in found:
        column = one.slice.partition("=")[2] or "Avg"
        if column in published["columns"]:
            figure = published[statistic][one.group["metric"]][published["columns"].index(column)]
            assert one.estimate is not None
            assert one.estimate.value == pytest.approx(figure, abs=0.0005 + 1e-9)
            assert one.left_out == 0
            seen += 1
    assert seen == 50
