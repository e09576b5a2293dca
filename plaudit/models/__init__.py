"""A reward model is render -> layout -> backbone -> head; a dual encoder, image and text to one number."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plaudit.models.dual_encoder import DualEncoder
    from plaudit.models.prefix_cache import PrefixCache
    from plaudit.models.reward_model import Batch, RewardModel
    from plaudit.models.settings import Settings

__all__ = ["Batch", "DualEncoder", "PrefixCache", "RewardModel", "Settings"]

_FILES = {
    "Batch": "reward_model",
    "DualEncoder": "dual_encoder",
    "PrefixCache": "prefix_cache",
    "RewardModel": "reward_model",
    "Settings": "settings",
}


def __getattr__(name: str) -> Any:
    """Imports on first use: a command line that shows `Settings` shall not wait for torch."""
    if name not in _FILES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_FILES[name]}"), name)
