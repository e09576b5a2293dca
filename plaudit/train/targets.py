"""Labels become tensors, here and nowhere else. A loss asks for these tensors by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import torch
from torch import Tensor

from plaudit.core import Sample


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """What the labels say about the rows of one batch, on one dimension.

    R rows (scored responses), P comparisons, Q ratings.

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
    rated: Tensor
    """(Q,) int64: row of each rating (labels of kind "rating"); a response may have several, or none."""
    rating: Tensor
    """(Q,) float32: its value."""
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
    ratings = _ratings(samples, row_of, dimension)
    made = Targets(
        better=torch.tensor(better, dtype=torch.int64),
        worse=torch.tensor(worse, dtype=torch.int64),
        tie=gaps == 0,
        gap=gaps,
        strength=torch.tensor(strength, dtype=torch.float32),
        rated=torch.tensor([row for row, _ in ratings], dtype=torch.int64),
        rating=torch.tensor([value for _, value in ratings], dtype=torch.float32),
        sample_of=torch.tensor([i for i, _ in rows], dtype=torch.int64),
        response_of=torch.tensor([j for _, j in rows], dtype=torch.int64),
    )
    return made, dropped


def _ratings(
    samples: Sequence[Sample], row_of: Mapping[tuple[int, int], int], dimension: str
) -> list[tuple[int, float]]:
    """(row, value) of every rating of a response that has a row."""
    return [
        (row_of[i, j], value)
        for i, sample in enumerate(samples)
        for label in sample.labels
        if label.kind == "rating" and label.dimension == dimension
        for j, value in zip(label.of, label.values, strict=True)
        if value is not None and (i, j) in row_of
    ]
