"""How well a scorer agrees with labels: accuracy by tag with intervals, calibration, and a report."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from tyro.conf import Positional

from plaudit.cli.show import console, evaluation_table, progress, read_samples, write_json
from plaudit.core import Scorer, UsageError
from plaudit.load import load_scorer


def evaluate(
    data: Positional[Path],
    scorer: Positional[str] = "",
    *,
    scores: Path | None = None,
    scores_id: tuple[str, ...] = ("id",),
    scores_where: tuple[str, ...] = (),
    dimension: str = "overall",
    ties: Literal["wrong", "half", "drop"] = "wrong",
    blind: bool = False,
    format: str | None = None,  # noqa: A002 - the word users know
    run: Path | None = None,
    report: Path | None = None,
    seed: int = 0,
    json: Path | None = None,
) -> None:
    """Holds scores against labels. A response without a score counts as not right, and is reported.

    Args:
        data: Labelled samples: a .jsonl, .json, .csv or .parquet file in a known format.
        scorer: A reward model's folder or Hub id, rule:NAME, judge:NAME, embedding:NAME, a server's URL, a .yaml mix,
            lab:gold, or a file of stored scores. Options follow as ?name=value.
        scores: A table of scores made elsewhere (.csv or .jsonl; columns score_0, score_1, ...), instead of a scorer.
        scores_id: Its column of sample ids; several are joined by "/".
        scores_where: Only its rows with these values: COLUMN=VALUE.
        dimension: Dimension of the labels.
        ties: What a tie of the scorer is worth.
        blind: Evaluate with another sample's images too: what is right then needs no image.
        format: Format of the data; guessed where not given.
        run: File to keep the verdicts in; run again, it goes on where it stopped.
        report: HTML file to write a report to.
        seed: Of the bootstrap.
        json: File to write the figures to.
    """
    from plaudit.data.perturb.image_blind import image_blind
    from plaudit.evaluate import evaluate as measure
    from plaudit.evaluate import sections
    from plaudit.evaluate.probe import probe
    from plaudit.report import Report, provenance, write_report

    samples, judge = read_samples(data, format), _scorer(scorer, scores, scores_id, scores_where)
    with progress(f"scoring with {judge.info.name}", len(samples)) as tell:
        found = measure(judge, samples, run_path=run, dimension=dimension, ties=ties, seed=seed, progress=tell)
    console.print(evaluation_table(found), found.headline, sep="\n")
    figures, series = found.to_json(), {judge.info.name: found}
    if blind:
        swapped = image_blind(samples, seed)
        without = probe(judge, samples, swapped, dimension=dimension, ties=ties, seed=seed)
        console.print(f"\nwith another sample's image: {without.b.headline}\nreal minus blind: {without.overall}")
        figures["blind"], series["another sample's image"] = without.to_json(), without.b
    if report is not None:
        page = Report(
            title=f"{judge.info.name} on {data.name}", headline=found.headline, sections=sections(series, samples),
            numbers=figures, made=provenance(seed=seed, data=data),
        )  # fmt: skip
        console.print(f"[bold]report:[/] {write_report(page, report)}", soft_wrap=True)
    write_json(json, figures)


def _scorer(spec: str, scores: Path | None, key: tuple[str, ...], where: tuple[str, ...]) -> Scorer:
    from plaudit.runs import Replayed

    if (scores is None) == (not spec):
        raise UsageError("there must be one scorer", remedy="Give SCORER or --scores FILE, and not both.")
    if scores is None:
        return load_scorer(spec)
    if bad := [w for w in where if "=" not in w]:
        raise UsageError(f"--scores-where {bad[0]}", remedy="Write COLUMN=VALUE.")
    return Replayed(scores, key=key, where=dict(w.split("=", 1) for w in where))
