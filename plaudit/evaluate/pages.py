"""Evaluations as sections of a report."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from plaudit.core import Outcome, Sample, Unscored
from plaudit.evaluate.evaluation import Calibration, Evaluation
from plaudit.report import Example, Histogram, Rates, Reliability, Section


def sections(series: Mapping[str, Evaluation], samples: Sequence[Sample], *, examples: int = 3) -> list[Section]:
    """Accuracy of every series side by side; then scores, calibration and examples of the first.

    series: {"after": ..., "before": ..., "image-blind": ...}, the one the report is about first.
    samples: what the first was evaluated on.
    examples: how many of each kind.
    """
    main = next(iter(series.values()))
    found = [_accuracy(series)] if any(e.accuracy for e in series.values()) else []
    if len(main.better):
        found.append(_scores(main))
    if main.calibration is not None:
        found.append(_calibration(main.calibration))
    return [*found, *_examples(main, {s.id: s for s in samples}, examples)]


def _accuracy(series: Mapping[str, Evaluation]) -> Section:
    rows = {
        name: ({"overall": e.accuracy} if e.accuracy else {})
        | {f"mean over {facet}": estimate for facet, estimate in e.macro.items()}
        | dict(e.by_tag)
        for name, e in series.items()
    }
    text = "How often the preferred response has the higher score. A comparison without a score is not right."
    note = "Points with 95 % intervals, by bootstrap over groups; the dashed line is a coin."
    return Section(title="Accuracy", text=text, figures=[Rates(title="Pairwise accuracy", series=rows, note=note)])


def _scores(main: Evaluation) -> Section:
    groups = {"preferred": main.better.tolist(), "not preferred": main.worse.tolist()}
    figure = Histogram(title="Scores of preferred and other responses", groups=groups)
    return Section(title="Scores", figures=[figure])


def _calibration(found: Calibration) -> Section:
    text = (
        "Margins read as log-odds: of the comparisons with confidence 0.8, the scorer should get 80 % right. "
        f"Expected calibration error {found.error}; log loss {found.log_loss} nats."
    )
    return Section(title="Calibration", text=text, figures=[Reliability(title="Reliability", bins=found.bins)])


def _examples(main: Evaluation, samples: Mapping[str, Sample], count: int) -> list[Section]:
    verdicts = {v.sample_id: v for v in main.verdicts}
    kinds = {
        "Its most confident mistakes": sorted(_of(main, "wrong"), key=_margin),
        "Right, drawn at random": random.Random(main.seed).sample(right := _of(main, "right"), len(right)),
        "Without a score": _of(main, "unscored"),
    }

    def example(outcome: Outcome) -> Example:
        return Example(
            sample=samples[outcome.sample_id],
            verdict=verdicts[outcome.sample_id],
            result=outcome.result,
            dimension=main.dimension,
        )

    return [
        Section(title=title, examples=[example(o) for o in found[:count]]) for title, found in kinds.items() if found
    ]


def _of(main: Evaluation, result: str) -> list[Outcome]:
    return [outcome for outcome in main.outcomes if outcome.result == result]


def _margin(outcome: Outcome) -> float:
    return 0.0 if isinstance(outcome.margin, Unscored) else outcome.margin
