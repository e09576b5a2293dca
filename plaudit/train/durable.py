"""A `transformers.Trainer` whose checkpoints are whole or not there."""

from __future__ import annotations

import atexit
import math
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, cast

import torch
from accelerate.utils import AutocastKwargs
from torch import Tensor, nn
from transformers import Trainer
from transformers.trainer import SCHEDULER_NAME
from transformers.trainer_callback import ExportableState
from transformers.trainer_utils import TrainOutput

from plaudit.core import RunError
from plaudit.train import checkpoints, sharding


class DurableTrainer(Trainer):
    """Saves every checkpoint at once, and goes on only from a whole one that belongs to the same run.

    A subclass says what a run is (`facts`), and how a model is saved (`_save`) and read back (`saved_weights`). Its
    batches count their `items` (comparisons, tokens): a loss is divided by those of a whole step.
    """

    loss_is_scaled_for_ga = True

    def facts(self) -> dict[str, Any]:
        """What a resumed run must have in common with the first, to see the same batches."""
        raise NotImplementedError

    def saved_weights(self, checkpoint: Path) -> dict[str, Tensor]:
        """What the model's `state_dict` was when the checkpoint was saved."""
        raise NotImplementedError

    def load_weights(self, checkpoint: Path) -> None:
        """The weights of a checkpoint into the model, in place."""
        model: nn.Module = self.accelerator.unwrap_model(self.model)
        if self.is_fsdp_enabled:
            sharding.load(model, self.saved_weights(checkpoint) if self.is_world_process_zero() else {})
        else:
            model.load_state_dict(self.saved_weights(checkpoint))

    def create_accelerator_and_postprocess(self) -> None:
        """As the Trainer's, and FSDP on CPUs too."""
        super().create_accelerator_and_postprocess()
        model: Any = self.model
        self.is_fsdp_enabled = sharding.enable(self.accelerator, self.args, model)

    def autocast(self) -> AbstractContextManager[None]:
        """For a forward pass: accelerate does it itself, but not for a model that is sharded."""
        # A cache would keep what sharding frees after every layer
        context: AbstractContextManager[None] = self.accelerator.autocast(AutocastKwargs(cache_enabled=False))
        return context

    @property
    def folder(self) -> Path:
        """Where the run is kept."""
        return Path(str(self.args.output_dir))

    def train(
        self,
        resume_from_checkpoint: str | bool | None = None,
        trial: Any = None,
        ignore_keys_for_eval: list[str] | None = None,
    ) -> TrainOutput:
        """As the Trainer's; `resume_from_checkpoint=True` takes the newest whole checkpoint of `args.output_dir`.

        Raises RunError for a checkpoint that is not whole, or that was made with other samples or another order.
        """
        if resume_from_checkpoint is True:
            checkpoint = checkpoints.newest(self.folder)
            if checkpoint is None:
                raise RunError("there is no whole checkpoint", where=str(self.folder), remedy="Start without resume.")
            resume_from_checkpoint = str(checkpoint)
        return super().train(resume_from_checkpoint, trial, ignore_keys_for_eval)

    def check_finite(self, loss: float, ids: Sequence[str]) -> None:
        """Raises RunError for a loss that is not; ids: the samples of the pass."""
        if not math.isfinite(loss):
            raise RunError(
                f"the loss is not a finite number after step {self.state.global_step}",
                where=f"samples {', '.join(ids[:8])}",
                remedy="Resume from the last checkpoint with a lower learning rate or in float32; check these samples.",
            )

    def _get_num_items_in_batch(self, batch_samples: list[Any], device: torch.device) -> int:
        items = torch.tensor(sum(batch["items"] for batch in batch_samples), device=device)
        return int(self.accelerator.reduce(items, "sum"))

    def _save_checkpoint(self, model: nn.Module, trial: Any) -> None:
        args, state = self.args, self.state
        self.store_flos()
        target = checkpoints.path_of(self.folder, state.global_step)
        best = checkpoints.path_of(self.folder, state.best_global_step or 0)
        if best == target or best.is_dir():
            state.best_model_checkpoint = str(best)
        kept: Any = state.stateful_callbacks
        for callback in [*self.callback_handler.callbacks, self.control]:
            if isinstance(callback, ExportableState):
                kept[type(callback).__name__] = callback.state()
        with checkpoints.writing(
            target, facts=self.facts(), leader=args.should_save, wait=self.accelerator.wait_for_everyone
        ) as folder:
            self.save_model(str(folder), _internal_call=True)
            # A model is saved by replacing its folder: nobody else may write there meanwhile
            self.accelerator.wait_for_everyone()
            if not args.save_only_model:
                self._save_optimizer_and_scheduler(str(folder))
                self._save_scaler(str(folder))
                self._save_rng_state(str(folder))
            if args.should_save:
                state.save_to_json(str(folder / "trainer_state.json"))
        if args.should_save:
            checkpoints.rotate(self.folder, args.save_total_limit, state.best_model_checkpoint)

    def _save_optimizer_and_scheduler(self, output_dir: str) -> None:
        if not self.is_fsdp_enabled:
            super()._save_optimizer_and_scheduler(output_dir)
            return
        optimizer, scheduler, model = cast(Any, (self.optimizer, self.lr_scheduler, self.model))
        sharding.save_optimizer(self.accelerator, optimizer, model, Path(output_dir))
        if self.args.should_save:
            torch.save(scheduler.state_dict(), Path(output_dir) / SCHEDULER_NAME)

    def _load_from_checkpoint(self, resume_from_checkpoint: str, model: nn.Module | None = None) -> None:
        checkpoint = Path(resume_from_checkpoint)
        if why := checkpoints.fault(checkpoint):
            raise RunError(why, where=str(checkpoint), remedy="Resume from a whole checkpoint.")
        then, now = checkpoints.facts_of(checkpoint), self.facts()
        if different := [f"{key} was {then.get(key)}, is {now[key]}" for key in now if then.get(key) != now[key]]:
            raise RunError(
                f"it cannot be resumed under other settings: {'; '.join(different)}",
                where=str(checkpoint),
                remedy="Give the settings it was trained with, or another output_dir.",
            )
        sharding.check_optimizer(checkpoint, self.is_fsdp_enabled)
        self.load_weights(checkpoint)

    def _load_best_model(self) -> None:
        self.load_weights(Path(str(self.state.best_model_checkpoint)))


@atexit.register
def _leave() -> None:
    """Ends the process group, if there is one: at exit, torch may abort over the threads that it still has."""
    if torch.distributed.is_available() and torch.distributed.is_initialized():
        torch.distributed.destroy_process_group()
