"""Which samples each optimizer step sees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch
from torch.utils.data import Sampler

from plaudit.core import Sample, Text

_MEDIA_LENGTH = 1000
"""What an image counts for when samples are put in order of length, in characters."""


class StepOrder(Sampler[list[int]]):
    """The micro-batches of one process: a permutation per epoch, cut into steps, each step cut among the processes.

    A step takes the next `size * accumulate * world` samples of the permutation, whichever way these three share it
    out, so that 1 x 8, 8 x 1 and two processes of 4 see the same steps. Nothing is repeated and nothing left out: in
    the last step of an epoch, which may be short, a process can get an empty list.
    """

    def __init__(
        self,
        count: int,
        *,
        size: int,
        accumulate: int = 1,
        rank: int = 0,
        world: int = 1,
        seed: int = 0,
        lengths: Sequence[int] | None = None,
    ) -> None:
        """count samples; size: samples per micro-batch; lengths: if given, samples of like length share a step."""
        self.count, self.size, self.rank, self.world, self.seed = count, size, rank, world, seed
        self.lengths = lengths
        self.step = size * accumulate * world
        self.epoch = 0

    def set_epoch(self, epoch: int) -> None:
        """Choose the permutation."""
        self.epoch = epoch

    def __len__(self) -> int:
        """Micro-batches per epoch; the same for every process."""
        per_round = self.size * self.world
        full, rest = divmod(self.count, self.step)
        return full * (self.step // per_round) + -(-rest // per_round)

    def __iter__(self) -> Iterator[list[int]]:
        order = self.permutation()
        for start in range(0, self.count, self.size * self.world):
            first = start + self.rank * self.size
            yield order[first : first + self.size]

    def permutation(self) -> list[int]:
        """The samples in the order of this epoch."""
        random = torch.Generator().manual_seed(self.seed * 1_000_003 + self.epoch)
        order: list[int] = torch.randperm(self.count, generator=random).tolist()
        if self.lengths is None:
            return order
        lengths, pool = self.lengths, 50 * self.step
        steps: list[list[int]] = []
        for start in range(0, self.count, pool):
            alike = sorted(order[start : start + pool], key=lengths.__getitem__)
            steps += [alike[k : k + self.step] for k in range(0, len(alike), self.step)]
        whole, short = [s for s in steps if len(s) == self.step], [s for s in steps if len(s) < self.step]
        whole = [whole[k] for k in torch.randperm(len(whole), generator=random).tolist()]
        return [i for step in whole + short for i in step]


class ShardOrder(Sampler[list[int]]):
    """The batches of one process in evaluation: its consecutive share of the samples, each sample exactly once.

    Every process has as many, the last one empty where its share is smaller.
    """

    def __init__(self, count: int, *, size: int, rank: int = 0, world: int = 1) -> None:
        self.start, self.end = rank * count // world, (rank + 1) * count // world
        self.size, self.most = size, -(-count // world)

    def __len__(self) -> int:
        return -(-self.most // self.size)

    def __iter__(self) -> Iterator[list[int]]:
        for first in range(self.start, self.start + self.most, self.size):
            yield list(range(first, min(first + self.size, self.end)))


def rough_length(sample: Sample) -> int:
    """How long a sample is, near enough to sort by: characters of prompt and longest response, media at a flat rate."""

    def length(parts: Sequence[object]) -> int:
        return sum(len(p.text) if isinstance(p, Text) else _MEDIA_LENGTH for p in parts)

    prompt = sum(length(message.parts) for message in sample.prompt)
    return prompt + max((length(response.parts) for response in sample.responses), default=0)
