"""The same responses in bold print, under a heading."""

from __future__ import annotations

from collections.abc import Sequence

from plaudit.core import Sample
from plaudit.data.perturb._texts import responses_changed


def markdown(samples: Sequence[Sample], seed: int = 0) -> list[Sample]:
    """Samples with text in a response, each line of it in bold print under a heading; nothing is random.

    Raises `DataError` for no text.
    """

    def bold(text: str) -> str:
        return "\n\n".join(["## Answer", *(f"**{line.strip()}**" for line in text.splitlines() if line.strip())])

    return responses_changed(samples, lambda text, chance: bold(text), seed)
