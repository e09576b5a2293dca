"""Does the scorer look at the image?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from plaudit.core import Sample, Scorer
from plaudit.data.perturb.image_blind import image_blind as blinded
from plaudit.evaluate.compare import Comparison
from plaudit.evaluate.probe import probe
from plaudit.metrics import TieRule


def image_blind(
    scorer: Scorer,
    samples: Sequence[Sample],
    *,
    folder: Path | str | None = None,
    dimension: str = "overall",
    ties: TieRule = "wrong",
    seed: int = 0,
) -> Comparison:
    """Accuracy with the right image (`a`) and with another sample's (`b`), and their paired difference.

    What is left without the image is what text alone gives away. Options as in `probe`.
    """
    changed = blinded(samples, seed)
    return probe(scorer, samples, changed, folder=folder, dimension=dimension, ties=ties, seed=seed)
