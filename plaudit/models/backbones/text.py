"""Any transformers decoder that reads text."""

from __future__ import annotations

from plaudit.models.family import Family


class text(Family):
    """Takes every causal language model that no other family claims; loaded as `AutoModel`."""
