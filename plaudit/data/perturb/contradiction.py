"""The same responses, taken back at their end."""

from __future__ import annotations

from collections.abc import Sequence

from plaudit.core import Sample
from plaudit.data.perturb._texts import responses_changed


def contradiction(samples: Sequence[Sample], seed: int = 0) -> list[Sample]:
    """Samples with text in a response, each followed by its own denial; nothing is random.

    Raises `DataError` for no text.
    """
    return responses_changed(samples, lambda text, chance: f"{text} None of what I just said is true.", seed)
