"""Weights, gradients and optimizer state split among the processes: FSDP2, by accelerate."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import torch
from accelerate import Accelerator, PartialState
from accelerate.utils import DistributedType, FullyShardedDataParallelPlugin, save_fsdp_optimizer
from torch import Tensor, nn
from torch.distributed.checkpoint.state_dict import StateDictOptions, set_model_state_dict
from transformers import TrainingArguments
from transformers.trainer import OPTIMIZER_NAME, OPTIMIZER_NAME_BIN

from plaudit.core import RunError, UsageError


def enable(accelerator: Accelerator, args: TrainingArguments, model: nn.Module) -> bool:
    """Whether the model is to be sharded, by `args.fsdp` or by `accelerate launch`; the accelerator is then set to it.

    Each layer that the model does not want to be split is gathered and freed by itself, unless other names are given.
    Weights keep their type, and autocast computes as it does in one process. Raises UsageError for FSDP1.
    """
    if os.environ.get("ACCELERATE_USE_FSDP", "").lower() != "true" or not accelerator.use_distributed:
        return False
    # Checkpoints are whole, to be read by any number of processes
    plugin = FullyShardedDataParallelPlugin(**(args.fsdp_plugin_args or {}) | {"state_dict_type": "FULL_STATE_DICT"})
    if plugin.fsdp_version != 2:
        raise UsageError("FSDP1 is not supported", remedy="Set fsdp_version to 2, or version in fsdp_config.")
    # On CPUs, where torch knows it too, accelerate leaves it out; and from a trainer before, it keeps another model's
    accelerator.state.fsdp_plugin = plugin
    accelerator.state.distributed_type = PartialState().distributed_type = DistributedType.FSDP
    plugin.mixed_precision_policy = None
    # Ours keeps the names of modules, by which adapters are saved
    args.activation_checkpointing = bool(args.activation_checkpointing or plugin.activation_checkpointing)
    plugin.activation_checkpointing = False
    if plugin.transformer_cls_names_to_wrap is None:
        wanted = {name for module in model.modules() for name in getattr(module, "_no_split_modules", None) or ()}
        plugin.transformer_cls_names_to_wrap = sorted(wanted & {type(module).__name__ for module in model.modules()})
    return True


def load(model: nn.Module, weights: Mapping[str, Tensor]) -> None:
    """Each process takes its shard of the weights that the first one gives; those of the others are not looked at."""
    set_model_state_dict(
        model, dict(weights), options=StateDictOptions(full_state_dict=True, broadcast_from_rank0=True)
    )


def save_optimizer(accelerator: Accelerator, optimizer: torch.optim.Optimizer, model: nn.Module, folder: Path) -> None:
    """Its whole state, by parameter name, in one file of the first process."""
    save_fsdp_optimizer(accelerator.state.fsdp_plugin, accelerator, optimizer, model, str(folder))


def check_optimizer(checkpoint: Path, sharded: bool) -> None:
    """Raises RunError for a checkpoint whose optimizer state is of the other kind."""
    if (checkpoint / (OPTIMIZER_NAME if sharded else OPTIMIZER_NAME_BIN)).exists():
        raise RunError(
            f"it was saved {'without' if sharded else 'with'} FSDP",
            where=str(checkpoint),
            remedy="Resume as it was started, or start anew from its weights.",
        )
