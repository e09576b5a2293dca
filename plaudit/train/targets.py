"""Labels become tensors, here and nowhere else. A loss asks for these tensors by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import torch
from torch import Tensor

from plaudit.core import Sample


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """What the labels say about the rows of one batch, on one dimension. R rows (scored responses), P comparisons.

    Each tensor here is a parameter name that a loss may use, beside `scores` (R,).
    """

    better: Tensor
    """(P,) int64: row of the better response; of a tie, either."""
    worse: Tensor
    """(P,) int64: row of the other."""
    tie: Tensor
    """(P,) bool: the label puts them equal."""
    gap: Tensor
    """(P,) float32: difference of the label's two values; 0 for a tie."""
    strength: Tensor
    """(P,) float32: how much better, in the annotator's unit (`Label.strength`); 1 where not stated."""
    sample_of: Tensor
    """(R,) int64: which sample of the batch a row belongs to."""
    response_of: Tensor
    """(R,) int64: which response of that sample it is."""

    def tensors(self) -> dict[str, Tensor]:
        """By name."""
        return {name: getattr(self, name) for name in NAMES}


NAMES = tuple(f.name for f in fields(Targets))


def targets(
    samples: Sequence[Sample], rows: Sequence[tuple[int, int]], dimension: str = "overall"
) -> tuple[Targets, int]:
    """The targets of a batch, and how many comparisons were dropped because a response of theirs has no row.

    rows: (index into samples, index of the response) of each row; a response that could not be scored has none.
    """
    row_of = {row: k for k, row in enumerate(rows)}
    better, worse, gap, strength = [], [], [], []
    dropped = 0
    for i, sample in enumerate(samples):
        for pair in (pair for label in sample.labels if label.dimension == dimension for pair in label.pairs()):
            if (i, pair.better) not in row_of or (i, pair.worse) not in row_of:
                dropped += 1
                continue
            better.append(row_of[i, pair.better])
            worse.append(row_of[i, pair.worse])
            gap.append(pair.gap)
            strength.append(1.0 if pair.strength is None else pair.strength)
    gaps = torch.tensor(gap, dtype=torch.float32)
    made = Targets(
        better=torch.tensor(better, dtype=torch.int64),
        worse=torch.tensor(worse, dtype=torch.int64),
        tie=gaps == 0,
        gap=gaps,
        strength=torch.tensor(strength, dtype=torch.float32),
        sample_of=torch.tensor([i for i, _ in rows], dtype=torch.int64),
        response_of=torch.tensor([j for _, j in rows], dtype=torch.int64),
    )
    return made, dropped
