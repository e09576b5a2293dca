from __future__ import annotations

import math

import numpy as np
import pytest

from plaudit.core import DataError, Estimate, UsageError
from plaudit.evaluate.tables import Correlation, Table, correlations, mean_correlations, rated, rater_agreement

SCORES = Table(
    [{"judge": j, "id": i, "s": s} for j, row in (("x", (1, 2, 3)), ("y", (3, 2, None))) for i, s in enumerate(row)]
)
RATINGS = Table(
    [{"item": i, "who": w, "r": r} for w, row in (("p", (1, 2, 5)), ("q", (3, 2, 5))) for i, r in enumerate(row)]
)
ON = {"id": "item"}


def test_raters_are_averaged_or_each_a_point() -> None:
    table = rated(SCORES, RATINGS, on=ON, score="s", rating="r", by=("judge",))
    assert [(row["judge"], row["score"], row["rating"]) for row in table.rows] == [
        ("x", 1, 2), ("x", 2, 2), ("x", 3, 5), ("y", 3, 2), ("y", 2, 2), ("y", None, 5),
    ]  # fmt: skip
    each = rated(SCORES, RATINGS, on=ON, score="s", rating="r", by=("judge",), each_rating=True)
    assert [row["rating"] for row in each.rows[:4]] == [1, 3, 2, 2]
    with pytest.raises(DataError, match="no score has a rating of the same judge"):
        rated(SCORES, RATINGS, on={"judge": "who"}, score="s", rating="r")


def test_groups_and_what_has_no_value() -> None:
    table = rated(SCORES, RATINGS, on=ON, score="s", rating="r", by=("judge",))
    x, y = correlations(table, by=("judge",), statistic="pearson")
    # Scores -1, 0, 1 and ratings -1, -1, 2 about their means: 3 / sqrt(2 * 6).
    assert x.estimate is not None
    assert x.estimate.value == pytest.approx(3 / math.sqrt(12))
    assert (x.left_out, y.left_out) == (0, 1)
    assert y.estimate is None  # the two ratings left are equal
    assert y.to_json() == {"group": {"judge": "y"}, "slice": "", "correlation": None, "left_out": 1}
    with pytest.raises(UsageError, match="Choose one of: spearman"):
        correlations(table, statistic="rho")  # type: ignore[arg-type]


def test_slices_of_cells_with_lists() -> None:
    kinds: list[object] = [["a"], ["a", "b"], ["a", "b"], None, "b"]
    table = Table(
        [{"s": s, "r": r, "kind": k} for s, r, k in zip((1, 2, 3, 4, 5), (1, 3, 2, 4, 5), kinds, strict=True)]
    )
    found = {one.slice: one.estimate for one in correlations(table, score="s", rating="r", slices=("kind",))}
    assert found.keys() == {"", "kind=a", "kind=b"}
    values = {name: (e.n, round(e.value, 9)) for name, e in found.items() if e is not None}
    assert values == {"": (5, 0.9), "kind=a": (3, 0.5), "kind=b": (3, 0.5)}


def of(task: str, model: str, value: float | None) -> Correlation:
    estimate = None if value is None else Estimate(value=value, low=value - 0.1, high=value + 0.1, n=10)
    return Correlation(group={"task": task, "model": model}, estimate=estimate, left_out=1)


def test_means_by_name() -> None:
    found = [of("t", "a", 0.2), of("t", "b", 0.8), of("t", "c", None)]
    values = {}
    for rule in ("mean", "fisher", "tanh_of_mean"):
        (mean,) = mean_correlations(found, "model", rule)
        assert (dict(mean.group), mean.left_out) == ({"task": "t"}, 3)
        assert mean.estimate is not None
        assert mean.estimate.low < mean.estimate.value < mean.estimate.high
        values[rule] = mean.estimate.value
    assert values["mean"] == pytest.approx(0.5)
    # arctanh 0.2 and 0.8 are log(1.2 / 0.8) / 2 and log(1.8 / 0.2) / 2.
    assert values["fisher"] == pytest.approx(math.tanh(math.log(1.5 * 9) / 4))
    assert values["tanh_of_mean"] == pytest.approx(math.tanh(0.5))


def test_a_mean_over_what_is_no_group_is_refused() -> None:
    with pytest.raises(UsageError, match="no mean over 'x'"):
        mean_correlations([of("t", "a", 0.2)], "x")
    with pytest.raises(UsageError, match="Choose one of: mean"):
        mean_correlations([of("t", "a", 0.2)], "model", "median")  # type: ignore[arg-type]


def test_rows_drawn_together_widen_the_interval() -> None:
    rng = np.random.default_rng(0)
    x = np.repeat(rng.normal(size=40), 4)
    y = x + np.repeat(rng.normal(size=40), 4)
    table = Table([{"s": a, "r": b, "prompt": k // 4} for k, (a, b) in enumerate(zip(x, y, strict=True))])
    alone, together = (correlations(table, score="s", rating="r", resample=r)[0].estimate for r in ((), ("prompt",)))
    assert alone is not None and together is not None
    assert together.high - together.low > 1.5 * (alone.high - alone.low)


def test_how_far_raters_agree() -> None:
    # Ratings 1 3 | 2 2 | 5 5. Squared differences over ordered pairs: 2 * 2^2 = 8 within, and of all six
    # 2 * (6 * 68 - 18^2) = 168, to be divided by 5.
    found = rater_agreement(RATINGS, on=["item"], rater="who", rating="r")
    assert found.value == pytest.approx(1 - 8 * 5 / 168)
    with pytest.raises(DataError, match="twice"):
        rater_agreement(RATINGS.where({"who": "p"}), on=["item"], rater="who", rating="r")
