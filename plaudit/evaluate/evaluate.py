"""A scorer held against labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from plaudit.core import DataError, Estimate, Outcome, Sample, Scorer, Unscored, Verdict, outcomes, ratings
from plaudit.evaluate.evaluation import Calibration, Evaluation, by_tag
from plaudit.metrics import Floats, TieRule, calibration_error, log_loss, macro, mean, points, reliability, spearman
from plaudit.runs import run


def evaluate(
    scorer: Scorer | Sequence[Verdict],
    samples: Sequence[Sample],
    *,
    run_path: Path | str | None = None,
    dimension: str = "overall",
    ties: TieRule = "wrong",
    seed: int = 0,
    progress: Callable[[int], None] | None = None,
) -> Evaluation:
    """Scores the samples, unless verdicts are given, and compares the scores with their labels.

    Every comparison of every label counts once; intervals draw whole groups again. A comparison without a score counts
    as not right. A sample without a verdict is `Unscored("missing")`.

    run_path: where the verdicts are kept, see `plaudit.runs.run`; progress likewise.
    dimension: of the labels, and of the scores that are held against them.
    ties: what a scorer's tie is worth.
    Raises `DataError` where no label on this dimension compares or rates responses.
    """
    if isinstance(scorer, Sequence):
        name, comparable, verdicts = "", True, _aligned(scorer, samples)
    else:
        info = scorer.info
        name, comparable = info.name, info.comparable != "sample"
        verdicts = run(scorer, samples, run_path, progress=progress)
    compared = [o for s, v in zip(samples, verdicts, strict=True) for o in outcomes(s, v, dimension)]
    decided = tuple(o for o in compared if o.gap > 0)
    rank = _spearman(samples, verdicts, dimension, seed) if comparable else None
    if not compared and rank is None:
        known = sorted({label.dimension for s in samples for label in s.labels}) or ["none"]
        what = f"no label compares or rates responses on {dimension!r}"
        raise DataError(what, remedy=f"The dimensions of these labels: {', '.join(known)}.")
    accuracy, tags, facets = _accuracies(decided, ties, seed)
    better, worse = _columns(decided, verdicts, dimension)
    entries = [v.get(i, dimension) for v in verdicts for i in range(len(v.scores))]
    return Evaluation(
        scorer=name,
        dimension=dimension,
        ties=ties,
        seed=seed,
        verdicts=tuple(verdicts),
        outcomes=decided,
        label_ties=len(compared) - len(decided),
        responses=len(entries),
        unscored=Counter(str(entry.why) for entry in entries if isinstance(entry, Unscored)),
        accuracy=accuracy,
        by_tag=tags,
        macro=facets,
        calibration=_calibration(decided, seed),
        better=better,
        worse=worse,
        spearman=rank,
    )


def _aligned(verdicts: Sequence[Verdict], samples: Sequence[Sample]) -> list[Verdict]:
    known = {v.sample_id: v for v in verdicts}
    lacking = Unscored(why="missing", detail="no verdict was given")
    return [known.get(s.id) or Verdict(sample_id=s.id, scores=(lacking,) * len(s.responses)) for s in samples]


def _accuracies(
    decided: Sequence[Outcome], ties: TieRule, seed: int
) -> tuple[Estimate | None, dict[str, Estimate], dict[str, Estimate]]:
    """Over all that counts, by tag, and the macro mean of each facet with two values or more."""
    worth, groups = points([o.result for o in decided], ties), np.array([o.group for o in decided])
    counted = np.flatnonzero(np.isfinite(worth))
    if not len(counted):
        return None, {}, {}
    at = by_tag(decided, counted.tolist())
    facets: dict[str, list[str]] = {}
    for tag in at:
        facets.setdefault(tag.partition("=")[0], []).append(tag)

    def within(tags: Sequence[str]) -> Estimate:
        index = [k for tag in tags for k in at[tag]]
        names = [tag for tag in tags for _ in at[tag]]
        return macro(worth[index], names, groups[index], proportion=True, seed=seed)

    return (
        mean(worth[counted], groups[counted], proportion=True, seed=seed),
        {tag: mean(worth[index], groups[index], proportion=True, seed=seed) for tag, index in at.items()},
        {facet: within(tags) for facet, tags in facets.items() if len(tags) > 1},
    )


def _calibration(decided: Sequence[Outcome], seed: int) -> Calibration | None:
    scored = [(o.margin, o.group) for o in decided if not isinstance(o.margin, Unscored)]
    if not scored:
        return None
    margins, groups = np.array([m for m, _ in scored]), [g for _, g in scored]
    return Calibration(
        error=calibration_error(margins, groups, seed=seed),
        log_loss=log_loss(margins, groups, seed=seed),
        bins=reliability(margins, groups, seed=seed),
    )


def _columns(decided: Sequence[Outcome], verdicts: Sequence[Verdict], dimension: str) -> tuple[Floats, Floats]:
    """Scores of the better and of the worse response of each comparison that has both."""
    known: Mapping[str, Verdict] = {v.sample_id: v for v in verdicts}
    rows = [(known[o.sample_id].get(o.better, dimension), known[o.sample_id].get(o.worse, dimension)) for o in decided]
    scored = [row for row in rows if not any(isinstance(score, Unscored) for score in row)]
    table = np.array(scored, dtype=np.float64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _spearman(samples: Sequence[Sample], verdicts: Sequence[Verdict], dimension: str, seed: int) -> Estimate | None:
    rows = [
        (rated.score, rated.rating, rated.group)
        for sample, verdict in zip(samples, verdicts, strict=True)
        for rated in ratings(sample, verdict, dimension)
        if not isinstance(rated.score, Unscored)
    ]
    if not rows:
        return None
    scores, values, groups = zip(*rows, strict=True)
    return spearman(np.array(scores), np.array(values), groups, seed=seed)
