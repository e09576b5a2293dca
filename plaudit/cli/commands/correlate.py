"""Hold a table of scores against a table of human ratings: correlations by group, as papers print them."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from tyro.conf import Positional

from plaudit.cli.show import console, figures_table, write_json


def correlate(
    scores: Positional[Path],
    *,
    score: str,
    rating: str,
    ratings: Path | None = None,
    on: tuple[str, ...] = (),
    where: tuple[str, ...] = (),
    ratings_where: tuple[str, ...] = (),
    derive: tuple[str, ...] = (),
    spread: str | None = None,
    complete: tuple[str, ...] = (),
    each_rating: bool = False,
    rater: str | None = None,
    by: tuple[str, ...] = (),
    slices: tuple[str, ...] = (),
    slices_from: Path | None = None,
    slices_on: tuple[str, ...] = (),
    statistic: Literal["spearman", "pearson", "kendall_b", "kendall_c"] = "spearman",
    mean_over: tuple[str, ...] = (),
    averaging: Literal["mean", "fisher", "tanh_of_mean"] = "mean",
    resample: tuple[str, ...] = (),
    seed: int = 0,
    json: Path | None = None,
) -> None:
    """Correlates scores with ratings, in groups, slices and means over groups.

    SCORE and RATING are columns or arithmetic over them: "sqrt(SC * PQ)", "min(scores) / 10", "z(a) + z(b)", "ans[2]",
    'col("two words")'. What is done first to last: --where, --derive, --spread, --complete; then both sides are joined
    and rows of one key averaged. A row without a score or a rating is left out and counted.

    Args:
        scores: A .csv, .jsonl, .json or .parquet file (also .gz), a row per scored response.
        score: The score.
        rating: The human rating.
        ratings: File of the ratings, where they are not in the same one.
        on: Columns that join the two; NAME or SCORES_NAME=RATINGS_NAME.
        where: Only rows of scores with these values: COLUMN=VALUE.
        ratings_where: The same for rows of ratings.
        derive: Columns to add to the scores: NAME=ARITHMETIC.
        spread: COLUMN=VALUE_COLUMN: one column for each word of COLUMN, of the numbers in VALUE_COLUMN.
        complete: Leave out rows of scores in which one of these has no value, as some authors do.
        each_rating: Every rating is a point of its own; else several raters are averaged first.
        rater: Column of the ratings that names the rater: also print how far raters agree (Krippendorff's alpha).
        by: Columns that make the groups, such as the scorer.
        slices: Columns whose every word is a slice; a cell may hold a list.
        slices_from: File with these columns.
        slices_on: Columns that join it.
        statistic: Which correlation.
        mean_over: Grouping columns to average away, in turn.
        averaging: How: mean; fisher (tanh of the mean arctanh); tanh_of_mean, a fault of some published scripts.
        resample: Columns that name what is drawn together for intervals, such as the prompt.
        seed: Of the bootstrap.
        json: File to write the figures to.
    """
    from plaudit.evaluate.tables import correlations, mean_correlations, rated, rater_agreement, read_table
    from plaudit.evaluate.tables.table import assignments

    keys = {name: other for name, _, other in (word.partition("=") for word in on)}
    keys = {name: other or name for name, other in keys.items()}
    table = read_table(scores, assignments(where, "COLUMN=VALUE"))
    for name, expression in assignments(derive, "NAME=ARITHMETIC").items():
        table = table.derived(name, expression)
    for column, value in assignments([spread] if spread else [], "COLUMN=VALUE_COLUMN").items():
        table = table.spread(column, value, [*dict.fromkeys([*by, *keys])])
    table = table.complete(complete)
    if ratings is not None:
        other = read_table(ratings, assignments(ratings_where, "COLUMN=VALUE"))
        if rater is not None:
            alpha = rater_agreement(other, on=list(keys.values()), rater=rater, rating=rating, seed=seed)
            console.print(f"raters agree: alpha {alpha}")
        table = rated(table, other, on=keys, score=score, rating=rating, by=by, each_rating=each_rating)
        score, rating = "score", "rating"
    if slices_from is not None:
        table = table.joined(read_table(slices_from), {name: name for name in slices_on})
    found = [correlations(
        table, score=score, rating=rating, by=by, slices=slices, statistic=statistic, resample=resample, seed=seed
    )]  # fmt: skip
    for column in mean_over:
        found.append(mean_correlations(found[-1], column, averaging))
    for level, title in zip(found, [statistic, *(f"{averaging} over {column}" for column in mean_over)], strict=True):
        rows = {" ".join([*one.group.values(), one.slice]).strip() or "all": (one.estimate,) for one in level}
        console.print(figures_table(title, [statistic], rows))
    if left_out := sum(one.left_out for one in found[0] if not one.slice):
        console.print(f"{left_out} rows without a score or a rating are left out")
    if undefined := sum(one.estimate is None for one in found[0]):
        console.print(f"{undefined} groups have no correlation: under two points, or one side is constant")
    write_json(json, {"statistic": statistic, "levels": [[one.to_json() for one in level] for level in found]})
