"""Spearman of Gemini's scores with human ratings, per image generator: 58 of SC and PQ to 4 decimals, O to 0.0006."""

from __future__ import annotations

import pytest

from plaudit.evaluate.tables import Correlation, Table, correlations, mean_correlations, rated, read_table
from tests.evaluate.published.data import expected, folder

NAME = "viescore_imagenhub"
KEY = ("task", "model", "uid")
ASPECTS = {"SC": "SC", "PQ": "PQ", "O": "sqrt(SC * PQ)"}


@pytest.fixture(scope="module")
def judge() -> Table:
    """One row per image, with the lower of the scores given for each aspect; both aspects must be there."""
    table = read_table(folder(NAME) / "judge_scores.csv.gz", {"judge": "gemini", "setting": "0shot"})
    least = table.derived("least", "clip(min(score_json) / 10, 0, 1)")
    return least.spread("kind", "least", KEY).complete(["SC", "PQ"])


@pytest.fixture(scope="module")
def human() -> Table:
    return read_table(folder(NAME) / "human_ratings.csv.gz")


def by_model(judge: Table, human: Table, aspect: str) -> list[Correlation]:
    formula = ASPECTS[aspect]
    table = rated(judge, human, on={column: column for column in KEY}, score=formula, rating=formula)
    return correlations(table, by=("task", "model"))


@pytest.mark.parametrize(("aspect", "within"), [("SC", 0.00005), ("PQ", 0.00005), ("O", 0.00061)])
def test_every_model_and_the_authors_means(judge: Table, human: Table, aspect: str, within: float) -> None:
    published, found = expected(NAME), by_model(judge, human, aspect)
    assert len(found) == 29
    for one in found:
        figure = published["gemini_0shot_spearman"][one.group["task"]][one.group["model"]][aspect]
        assert one.estimate is not None
        assert one.estimate.value == pytest.approx(figure, abs=within)
    # Their notebook means Fisher's average, but applies tanh to correlations as they are.
    tasks = mean_correlations(found, "model", "tanh_of_mean")
    for task in tasks:
        assert task.estimate is not None
        assert task.estimate.value == pytest.approx(published["task_average"][task.group["task"]][aspect], abs=0.00011)
    whole = mean_correlations(tasks, "task", "tanh_of_mean")[0].estimate
    assert whole is not None
    assert whole.value == pytest.approx(published["final"][aspect], abs=0.00005)
    # Fisher's average itself is higher by 0.02 or more.
    fisher = mean_correlations(mean_correlations(found, "model", "fisher"), "task", "fisher")[0].estimate
    assert fisher is not None
    assert fisher.value > whole.value + 0.02


def test_without_leaving_out_what_lacks_an_aspect_two_models_differ(human: Table) -> None:
    table = read_table(folder(NAME) / "judge_scores.csv.gz", {"judge": "gemini", "setting": "0shot"})
    all_rows = table.derived("least", "min(score_json) / 10").spread("kind", "least", KEY)
    published = expected(NAME)["gemini_0shot_spearman"]
    apart = {
        one.group["model"]
        for one in by_model(all_rows, human, "PQ")
        if one.estimate is None
        or abs(one.estimate.value - published[one.group["task"]][one.group["model"]]["PQ"]) > 0.00005
    }
    assert apart == {"SD", "DALLE2"}
