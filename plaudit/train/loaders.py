"""Data loaders over Samples: the order of training, the shares of evaluation."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import torch
from torch.utils.data import DataLoader, Sampler
from transformers import TrainingArguments

from plaudit.core import Sample
from plaudit.train.order import ShardOrder, StepOrder, rough_length


def training(samples: Sequence[Sample], collate: Any, args: TrainingArguments) -> DataLoader[Sample]:
    """This process's share of every step of an epoch."""
    by_length = args.train_sampling_strategy == "group_by_length"
    order = StepOrder(
        len(samples),
        size=args.train_batch_size,
        accumulate=args.gradient_accumulation_steps,
        rank=args.process_index,
        world=args.world_size,
        seed=_seed(args),
        lengths=list(map(rough_length, samples)) if by_length else None,
    )
    return _loader(samples, order, collate, args)


def evaluation(samples: Sequence[Sample], collate: Any, args: TrainingArguments) -> DataLoader[Sample]:
    """This process's share of the samples."""
    order = ShardOrder(len(samples), size=args.eval_batch_size, rank=args.process_index, world=args.world_size)
    return _loader(samples, order, collate, args)


def facts(samples: Sequence[Sample], args: TrainingArguments) -> dict[str, Any]:
    """What decides the batches of a run: which samples, in which order, and how many to a step."""
    ids = hashlib.sha256()
    for sample in samples:
        ids.update(sample.id.encode() + b"\0")
    return {
        "samples": ids.hexdigest()[:16],
        "samples per step": args.train_batch_size * args.gradient_accumulation_steps * args.world_size,
        "seed": _seed(args),
        "sampling": str(args.train_sampling_strategy),
    }


class _Loader(DataLoader[Sample]):
    """Lets the Trainer choose the epoch's permutation."""

    def set_epoch(self, epoch: int) -> None:
        if isinstance(self.batch_sampler, StepOrder):
            self.batch_sampler.set_epoch(epoch)


def _loader(samples: Any, order: Sampler[list[int]], collate: Any, args: TrainingArguments) -> DataLoader[Sample]:
    return _Loader(
        samples,
        batch_sampler=order,
        collate_fn=collate,
        num_workers=args.dataloader_num_workers,
        persistent_workers=args.dataloader_persistent_workers,
        prefetch_factor=args.dataloader_prefetch_factor,
        pin_memory=args.dataloader_pin_memory and torch.cuda.is_available(),
        # Its own, so that an evaluation does not draw from the random numbers of training
        generator=torch.Generator().manual_seed(args.seed),
    )


def _seed(args: TrainingArguments) -> int:
    return int(args.seed if args.data_seed is None else args.data_seed)
