"""What has to be right before the first step."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, cast

from transformers import TrainingArguments
from transformers.training_args import ParallelMode

from plaudit.core import DataError, Sample, UsageError
from plaudit.models import RewardModel
from plaudit.train.objective import Objective
from plaudit.train.targets import targets


def check_samples(what: str, samples: Sequence[Sample], dimensions: Sequence[str], objective: Objective) -> None:
    """Raises DataError if no label of theirs is of use to the loss."""
    for sample in samples:
        rows = [(0, j) for j in range(len(sample.responses))]
        if any(objective.count(targets([sample], rows, dimension)[0].tensors()) for dimension in dimensions):
            return
    labelled = sorted({label.dimension for sample in samples for label in sample.labels})
    raise DataError(
        f"none of the {len(samples)} {what} samples has a label that loss {objective.name!r} can use for "
        f"{', '.join(dimensions)}",
        remedy=f"Label at least two responses of a sample. Dimensions with labels: {', '.join(labelled) or 'none'}.",
    )


def one_device(args: TrainingArguments) -> TrainingArguments:
    """A process uses one device: DataParallel would tear the responses of a sample apart.

    Raises UsageError for one of several processes whose arguments do not know of the others, for FSDP in one process
    alone, and for DeepSpeed.
    """
    if args.deepspeed or args.deepspeed_plugin:
        raise UsageError(
            "DeepSpeed is not supported",
            remedy="Pass fsdp=True instead: like ZeRO 3, it splits weights, gradients and optimizer state.",
        )
    if args.fsdp and args.parallel_mode is not ParallelMode.DISTRIBUTED:
        raise UsageError("FSDP shards a model among processes, and there is one", remedy="Start several with torchrun.")
    if args.n_gpu > 1:
        args._n_gpu = 1
    started = int(os.environ.get("WORLD_SIZE", "1"))
    if args.world_size != started:
        raise UsageError(
            f"{started} processes were started, but the training arguments know of {args.world_size}",
            remedy="On a machine without a GPU, pass use_cpu=True.",
        )
    return args


def checkpoint_activations(model: RewardModel, args: TrainingArguments) -> None:
    """Done here, on the backbone, because the Trainer would look for it on the model itself."""
    options = dict(cast(Any, args.activation_checkpointing_kwargs) or {})
    layers, offload = options.pop("every_n_layers", 1), options.pop("offload", False)
    model.backbone.activation_checkpointing_enable(options or None, every_n_layers=layers, offload=offload)
    args.activation_checkpointing = False
