"""Samples to a trained reward model, or to a language model that answers as they do."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plaudit.train.config import TrainConfig
    from plaudit.train.run import TrainResult, train_reward_model
    from plaudit.train.supervised import SupervisedTrainer, train_language_model
    from plaudit.train.trainer import RewardTrainer

__all__ = [
    "RewardTrainer", "SupervisedTrainer", "TrainConfig", "TrainResult", "train_language_model", "train_reward_model",
]  # fmt: skip

_FILES = {
    "RewardTrainer": "trainer", "SupervisedTrainer": "supervised", "TrainConfig": "config", "TrainResult": "run",
    "train_language_model": "supervised", "train_reward_model": "run",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import on first use: a command line that shows `TrainConfig` shall not wait for torch."""
    if name not in _FILES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_FILES[name]}"), name)
