"""Samples to a trained reward model."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plaudit.train.config import TrainConfig
    from plaudit.train.run import TrainResult, train_reward_model
    from plaudit.train.trainer import RewardTrainer

__all__ = ["RewardTrainer", "TrainConfig", "TrainResult", "train_reward_model"]

_FILES = {"RewardTrainer": "trainer", "TrainConfig": "config", "TrainResult": "run", "train_reward_model": "run"}


def __getattr__(name: str) -> Any:
    """Import on first use: a command line that shows `TrainConfig` shall not wait for torch."""
    if name not in _FILES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_FILES[name]}"), name)
