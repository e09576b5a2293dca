"""Does the scorer look at motion?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from plaudit.core import Sample, Scorer
from plaudit.data.perturb.frame_shuffle import frame_shuffle as shuffled
from plaudit.data.perturb.frame_shuffle import frames_in_order
from plaudit.evaluate.compare import Comparison
from plaudit.evaluate.probe import probe
from plaudit.metrics import TieRule


def frame_shuffle(
    scorer: Scorer,
    samples: Sequence[Sample],
    *,
    folder: Path | str | None = None,
    dimension: str = "overall",
    ties: TieRule = "wrong",
    seed: int = 0,
    count: int = 8,
) -> Comparison:
    """Accuracy with frames in order (`a`) and out of order (`b`), and their paired difference.

    count: frames per video, the same ones in both. Other options as in `probe`.
    """
    real = frames_in_order(samples, count)
    return probe(scorer, real, shuffled(real, seed, count), folder=folder, dimension=dimension, ties=ties, seed=seed)
