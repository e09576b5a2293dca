"""plaudit: train, trust and use multimodal reward models."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plaudit.load import load_scorer
    from plaudit.models import RewardModel

__version__ = "0.1.0"
__all__ = ["RewardModel", "__version__", "load_scorer"]

_HOMES = {"RewardModel": "plaudit.models", "load_scorer": "plaudit.load"}


def __getattr__(name: str) -> Any:
    """Imports on first use, so that `import plaudit` costs nothing and loads no torch."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
