"""Hold a table of scores against a table of human ratings: correlations by group, as papers print them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from tyro.conf import Positional, arg

from plaudit.cli.show import console, figures_table, write_json
from plaudit.evaluate.tables import Averaging, ScoreColumns, Statistic


def correlate(
    scores: Positional[Path],
    columns: Annotated[ScoreColumns, arg(name="")],
    *,
    statistic: Statistic = "spearman",
    mean_over: tuple[str, ...] = (),
    averaging: Averaging = "mean",
    resample: tuple[str, ...] = (),
    seed: int = 0,
    json: Path | None = None,
) -> None:
    """Correlates scores with ratings, in groups, slices and means over groups.

    SCORE and RATING are columns or arithmetic over them: "sqrt(SC * PQ)", "min(scores) / 10", "z(a) + z(b)", "ans[2]",
    'col("two words")'. What is done first to last: --where, --derive, --spread, --complete; then both sides are joined,
    and rows of one key averaged. A row without a score or a rating is left out and counted.

    Args:
        scores: A .csv, .jsonl, .json or .parquet file (also .gz), a row per scored response.
        columns: What its columns are.
        statistic: Which correlation.
        mean_over: Grouping columns to average away, in turn.
        averaging: How: mean; fisher (tanh of the mean arctanh); tanh_of_mean, a fault of some published scripts.
        resample: Columns that name what is drawn together for intervals, such as the prompt.
        seed: Of the bootstrap.
        json: File to write the figures to.
    """
    from plaudit.evaluate.tables import correlations, mean_correlations

    table = columns.read(scores)
    if (alpha := columns.rater_agreement(seed=seed)) is not None:
        console.print(f"raters agree: alpha {alpha}")
    levels = [
        correlations(
            table, by=columns.by, slices=columns.slices, statistic=statistic, resample=resample, seed=seed
        )
    ]  # fmt: skip
    for column in mean_over:
        levels.append(mean_correlations(levels[-1], column, averaging))
    titles = [statistic, *(f"\n{averaging} over {column}" for column in mean_over)]
    for title, level in zip(titles, levels, strict=True):
        rows = {" ".join([*one.group.values(), one.slice]).strip() or "all": (one.estimate,) for one in level}
        console.print(figures_table(title, [statistic], rows))
    if left_out := sum(one.left_out for one in levels[0] if not one.slice):
        console.print(f"{left_out} rows without a score or a rating are left out")
    if undefined := sum(one.estimate is None for one in levels[0]):
        console.print(f"{undefined} groups have no correlation: under two points, or one side is constant")
    write_json(json, {"statistic": statistic, "levels": [[one.to_json() for one in level] for level in levels]})
