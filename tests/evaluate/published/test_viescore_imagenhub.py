"""Spearman of Gemini's scores with human ratings, per image generator: 58 of SC and PQ to 4 decimals, O to 0.0006."""

from __future__ import annotations

import pytest

from plaudit.evaluate.tables import Correlation, ScoreColumns, correlations, mean_correlations
from tests.evaluate.published.data import expected, folder

NAME = "viescore_imagenhub"
ASPECTS = {"SC": "SC", "PQ": "PQ", "O": "sqrt(SC * PQ)"}


def by_model(aspect: str, complete: tuple[str, ...] = ("SC", "PQ")) -> list[Correlation]:
    """The lower of the scores that the judge gave for an aspect, against the mean of three raters."""
    columns = ScoreColumns(
        where=("judge=gemini", "setting=0shot"),
        derive=("least=clip(min(score_json) / 10, 0, 1)",),
        spread="kind=least",
        complete=complete,
        score=ASPECTS[aspect],
        ratings=folder(NAME) / "human_ratings.csv.gz",
        rating=ASPECTS[aspect],
        on=("task", "model", "uid"),
    )
    return correlations(columns.read(folder(NAME) / "judge_scores.csv.gz"), by=("task", "model"))


@pytest.mark.parametrize(("aspect", "within"), [("SC", 0.00005), ("PQ", 0.00005), ("O", 0.00061)])
def test_every_model_and_the_authors_means(aspect: str, within: float) -> None:
    published, found = expected(NAME), by_model(aspect)
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


def test_two_models_differ_where_images_that_lack_an_aspect_stay_in() -> None:
    published = expected(NAME)["gemini_0shot_spearman"]
    apart = {
        one.group["model"]
        for one in by_model("PQ", complete=())
        if one.estimate is None
        or abs(one.estimate.value - published[one.group["task"]][one.group["model"]]["PQ"]) > 0.00005
    }
    assert apart == {"SD", "DALLE2"}
