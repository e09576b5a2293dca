"""Five metrics against the mean of three raters' alignment, over ten slices: Spearman and tau-c to 3 decimals."""

from __future__ import annotations

import pytest

from plaudit.evaluate.tables import ScoreColumns, Statistic, Table, correlations
from tests.evaluate.published.data import expected, folder


@pytest.fixture(scope="module")
def table() -> Table:
    columns = ScoreColumns(
        score="score",
        ratings=folder("fetv") / "human_ratings.csv",
        rating="alignment",
        on=("model", "sent_id"),
        by=("metric",),
        slices_from=folder("fetv") / "prompts.jsonl",
        slices_on=("sent_id",),
    )
    return columns.read(folder("fetv") / "metric_scores.csv")


@pytest.mark.parametrize("statistic", ["kendall_c", "spearman"])
def test_every_metric_and_slice(table: Table, statistic: Statistic) -> None:
    published = expected("fetv")
    slices = ("prompt complexity", "attribute control.spatial", "attribute control.temporal")
    seen = 0
    for one in correlations(table, by=("metric",), slices=slices, statistic=statistic):
        column = one.slice.partition("=")[2] or "Avg"
        if column in published["columns"]:
            figure = published[statistic][one.group["metric"]][published["columns"].index(column)]
            assert one.estimate is not None
            assert one.estimate.value == pytest.approx(figure, abs=0.0005 + 1e-9)
            assert one.left_out == 0
            seen += 1
    assert seen == 50
