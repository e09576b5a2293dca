"""What a person sees of a training run: a bar in a terminal, a line per logging step elsewhere."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

_SHOWN = {
    "loss": "loss {:.4f}",
    "accuracy": "accuracy {:.3f}",
    "margin": "margin {:+.3f}",
    "learning_rate": "lr {:.1e}",
    "samples_per_second": "{:.1f} samples/s",
}
_COUNTED = ("unscored", "dropped", "cut_tokens")
"""Shown when above 0."""


def figures(logs: Mapping[str, Any], prefix: str = "") -> str:
    """The figures of a log event that a person follows, in one line."""
    shown = [form.format(logs[prefix + key]) for key, form in _SHOWN.items() if prefix + key in logs]
    counted = [f"{logs[prefix + key]} {key}" for key in _COUNTED if logs.get(prefix + key)]
    return "  ".join(shown + counted)


class ProgressCallback(TrainerCallback):
    """Writes to stderr, from the first process only."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(stderr=True)
        self._bar: Progress | None = None
        self._started = (0.0, 0)

    def on_train_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        """Start the bar."""
        self._started = (time.monotonic(), state.global_step)
        if state.is_world_process_zero and self.console.is_terminal:
            columns = (
                TextColumn("[bold]{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("{task.fields[figures]}"),
                TimeRemainingColumn(),
            )
            self._bar = Progress(*columns, console=self.console)
            self._bar.add_task("training", total=state.max_steps, completed=state.global_step, figures="")
            self._bar.start()

    def on_step_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        """Move the bar."""
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], completed=state.global_step, description="training")

    def on_prediction_step(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        """Say why the bar stands still."""
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], description="evaluating")

    def on_log(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        logs: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """Show the figures."""
        logs = logs or {}
        if not state.is_world_process_zero:
            return
        at = f"step {state.global_step}/{state.max_steps}"
        if "eval_loss" in logs:
            self._print(f"{at}  evaluation  {figures(logs, 'eval_')}")
        elif "loss" in logs and self._bar is not None:
            self._bar.update(self._bar.task_ids[0], figures=figures(logs))
        elif "loss" in logs:
            self._print(f"{at}  {figures(logs)}  {self._left(state)}")

    def stop(self) -> None:
        """Take the bar down, also after an error."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _print(self, line: str) -> None:
        self.console.print(line, highlight=False, soft_wrap=True)

    def _left(self, state: TrainerState) -> str:
        since, first = self._started
        pace = (time.monotonic() - since) / max(state.global_step - first, 1)
        return f"{timedelta(seconds=round(pace * (state.max_steps - state.global_step)))} left"
