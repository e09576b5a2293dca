"""The figures of training and evaluation, summed over batches and processes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import torch
from torch import Tensor


class Tally:
    """Sums from which loss, accuracy and margin are worked out, on each dimension and over all.

    loss: mean over items. accuracy: over the comparisons that the label decides, a tied score counting one half.
    margin: mean of score(better) - score(worse) over the same comparisons.
    """

    def __init__(self, dimensions: Sequence[str]) -> None:
        self.dimensions = tuple(dimensions)
        self.sums: defaultdict[str, float] = defaultdict(float)

    @torch.no_grad()
    def add(self, scores_RD: Tensor, losses: Sequence[Tensor], targets: Sequence[Mapping[str, Tensor]]) -> float:
        """Count one batch, and return the sum of its losses. losses, targets: one per dimension."""
        rows = []
        for scores_R, loss, target in zip(scores_RD.unbind(-1), losses, targets, strict=True):
            decided = ~target["tie"]
            margin = (scores_R[target["better"]] - scores_R[target["worse"]])[decided]
            right = (margin > 0).sum() + 0.5 * (margin == 0).sum()
            rows.append(torch.stack([loss.sum().float(), right.float(), margin.sum().float(), decided.sum().float()]))
        total = 0.0
        for name, row, loss, target in zip(self.dimensions, torch.stack(rows).tolist(), losses, targets, strict=True):
            total += row[0]
            figures = {"loss": row[0], "right": row[1], "margin": row[2], "decided": row[3], "items": loss.numel()}
            figures |= {"comparisons": len(target["tie"]), "ties": len(target["tie"]) - row[3]}
            for key, value in figures.items():
                self.sums[key] += value
                self.sums[f"{key}/{name}"] += value
        return total

    def count(self, counts: Mapping[str, float]) -> None:
        """Add what a batch's collate counted."""
        for name, value in counts.items():
            self.sums[name] += value

    def merge(self, others: Sequence[Mapping[str, float]]) -> None:
        """Become the sum of these `sums`: those of every process."""
        self.sums.clear()
        for sums in others:
            self.count(sums)

    def summary(self) -> dict[str, float]:
        """The figures by name; accuracy per dimension where there are several. What rests on nothing is left out."""
        sums, figures = self.sums, {}
        if sums["items"]:
            figures["loss"] = sums["loss"] / sums["items"]
        names = ["", *(f"/{name}" for name in self.dimensions)] if len(self.dimensions) > 1 else [""]
        for name in names:
            if sums[f"decided{name}"]:
                figures[f"accuracy{name}"] = sums[f"right{name}"] / sums[f"decided{name}"]
                figures[f"margin{name}"] = sums[f"margin{name}"] / sums[f"decided{name}"]
        worked_out = {"loss", "right", "margin", "decided", "items"}
        return figures | {k: int(v) for k, v in sums.items() if "/" not in k and k not in worked_out}
