"""What happened in a training run, on disk: `train_log.jsonl` and `batches-<rank>.jsonl`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from torch.optim import Optimizer
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

LOG = "train_log.jsonl"


class Journal(TrainerCallback):
    """Writes one line per log event, and for every step the samples it was made of.

    A run that is resumed goes on in the same files, from which the steps that were lost are taken out first.
    """

    def __init__(self) -> None:
        self.ids: list[str] = []
        """The samples of the step under way; the trainer adds to it."""
        self.rates: dict[str, float] = {}
        """Learning rate of each part of the model in the latest step."""

    def on_train_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        """Forget what lies after the step that training goes on from."""
        if state.is_world_process_zero:
            _cut(_log(args), state.global_step)
        _cut(_batches(args), state.global_step)

    def on_pre_optimizer_step(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        optimizer: Optimizer | None = None,
        **kwargs: Any,
    ) -> None:
        """Note the learning rates."""
        if optimizer is not None:
            groups = optimizer.param_groups
            self.rates = {group["name"].removesuffix(" vectors"): float(group["lr"]) for group in groups}

    def on_step_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        """Write the samples of the step."""
        _append(_batches(args), {"step": state.global_step, "ids": self.ids})
        self.ids = []

    def on_log(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        logs: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """Write the figures."""
        if state.is_world_process_zero:
            _append(_log(args), {"step": state.global_step, **(logs or {})})


def _log(args: TrainingArguments) -> Path:
    return Path(str(args.output_dir)) / LOG


def _batches(args: TrainingArguments) -> Path:
    return Path(str(args.output_dir)) / f"batches-{args.process_index}.jsonl"


def _append(path: Path, record: dict[str, Any]) -> None:
    with path.open("a") as file:
        file.write(json.dumps(record) + "\n")


def _cut(path: Path, step: int) -> None:
    """Keep the lines up to this step; a last line that a kill cut short goes too."""
    if not path.exists():
        return
    lines = path.read_text().splitlines(keepends=True)
    kept = [line for line in lines if line.endswith("\n") and json.loads(line)["step"] <= step]
    path.write_text("".join(kept))
