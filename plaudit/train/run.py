"""One call: labelled samples and a configuration in, a trained reward model on disk out."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from transformers import TrainingArguments

from plaudit.core import Sample, UsageError
from plaudit.models import RewardModel
from plaudit.train import checkpoints
from plaudit.train.config import TrainConfig
from plaudit.train.durable import DurableTrainer
from plaudit.train.journal import LOG
from plaudit.train.trainer import RewardTrainer


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainResult:
    """What a training run left."""

    path: Path
    """The trained model, for `RewardModel.from_pretrained`."""
    log: Path
    """Every logged figure, one JSON object per line."""
    steps: int
    """Optimizer steps, those before a resume included."""
    seconds: float
    """Wall time of this call."""
    evaluation: dict[str, float] | None
    """The last evaluation: loss, accuracy, margin, comparisons, ties, samples, unscored, dropped."""


def train_reward_model(
    model: RewardModel, train: Sequence[Sample], evaluation: Sequence[Sample] | None, config: TrainConfig
) -> TrainResult:
    """Train `model` in place, and save it in `config.output_dir / "model"`.

    Raises UsageError for a folder that already holds checkpoints and is not to be resumed, DataError for samples
    without a usable label, RunError for a checkpoint that cannot be written or does not fit.
    """
    started = time.monotonic()
    check_folder(config)
    trainer = RewardTrainer(
        model,
        arguments(config),
        train,
        evaluation,
        loss=config.loss,
        loss_options=config.loss_options,
        rates=None if config.head_lr is None else {"head": config.head_lr},
    )
    return fit(trainer, config, started, lambda: _last_evaluation(trainer) if evaluation is not None else None)


def fit(
    trainer: DurableTrainer,
    config: TrainConfig,
    started: float,
    evaluate: Callable[[], dict[str, float] | None] = lambda: None,
) -> TrainResult:
    """Runs the trainer, from the newest checkpoint where so configured, and saves the model.

    started: by the clock of time.monotonic. evaluate: what is asked for its figures before the model is saved.
    """
    checkpoint = checkpoints.newest(config.output_dir) if config.resume else None
    trainer.train(resume_from_checkpoint=str(checkpoint) if checkpoint else None)
    trainer.accelerator.unwrap_model(trainer.model, keep_fp32_wrapper=False)
    figures = evaluate()
    trainer.save_model(str(config.output_dir / "model"))
    return TrainResult(
        path=config.output_dir / "model",
        log=config.output_dir / LOG,
        steps=trainer.state.global_step,
        seconds=time.monotonic() - started,
        evaluation=figures,
    )


def check_folder(config: TrainConfig) -> None:
    """Raises UsageError for a folder with the checkpoints of a run that is not to be resumed."""
    kept = checkpoints.found(config.output_dir)
    if kept and not config.resume:
        raise UsageError(
            f"it already holds {kept[-1].name}",
            where=str(config.output_dir),
            remedy="Resume the run, or give another output_dir.",
        )


def _last_evaluation(trainer: RewardTrainer) -> dict[str, float]:
    last = trainer.state.log_history[-2:]
    done = next((logs for logs in last if "eval_loss" in logs and logs["step"] == trainer.state.global_step), None)
    figures = done or trainer.evaluate()
    return {key.removeprefix("eval_"): value for key, value in figures.items() if key.startswith("eval_")}


def arguments(config: TrainConfig) -> TrainingArguments:
    """The configuration as Hugging Face's."""
    return TrainingArguments(
        output_dir=str(config.output_dir),
        max_steps=config.steps or -1,
        num_train_epochs=config.epochs,
        per_device_train_batch_size=config.batch_size,
        per_device_eval_batch_size=config.batch_size,
        gradient_accumulation_steps=config.accumulate,
        learning_rate=config.lr,
        lr_scheduler_type="constant_with_warmup" if config.schedule == "constant" else config.schedule,
        warmup_steps=config.warmup,
        weight_decay=config.weight_decay,
        max_grad_norm=config.max_grad_norm,
        seed=config.seed,
        bf16=config.bf16,
        use_cpu=not torch.accelerator.is_available(),
        dataloader_num_workers=config.workers,
        dataloader_pin_memory=torch.cuda.is_available(),
        logging_steps=config.log_every,
        logging_first_step=True,
        logging_nan_inf_filter=False,
        eval_strategy="steps" if config.eval_every else "no",
        eval_steps=config.eval_every or None,
        save_strategy="steps" if config.save_every else "no",
        save_steps=config.save_every or 500,
        save_total_limit=2,
        remove_unused_columns=False,
        disable_tqdm=True,
        report_to="none",
    )
