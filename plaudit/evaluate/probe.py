"""A scorer on samples, and on a changed version of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from plaudit.core import Sample, Scorer
from plaudit.evaluate.compare import Comparison, paired
from plaudit.evaluate.evaluate import evaluate
from plaudit.metrics import TieRule


def probe(
    scorer: Scorer,
    real: Sequence[Sample],
    changed: Sequence[Sample],
    *,
    folder: Path | str | None = None,
    dimension: str = "overall",
    ties: TieRule = "wrong",
    seed: int = 0,
) -> Comparison:
    """The real samples of which there is a changed version (`a`) against that version (`b`).

    folder: where the verdicts are kept, as real.jsonl and changed.jsonl.
    """
    ids = {sample.id for sample in changed}
    versions = {"real": [sample for sample in real if sample.id in ids], "changed": changed}
    a, b = (
        evaluate(
            scorer,
            samples,
            run_path=None if folder is None else Path(folder) / f"{name}.jsonl",
            dimension=dimension,
            ties=ties,
            seed=seed,
        )
        for name, samples in versions.items()
    )
    return paired(a, b)
