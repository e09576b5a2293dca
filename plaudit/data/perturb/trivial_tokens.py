"""The same responses behind a few words that say nothing, but look like thought."""

from __future__ import annotations

from collections.abc import Sequence

from plaudit.core import Sample
from plaudit.data.perturb._texts import responses_changed

OPENERS = ("Thought process: ", "Let's solve this problem step by step. ", "Solution\n", ": ", "** ")
"""Of the kind that was found to win over judges: Zhao et al., One Token to Fool LLM-as-a-Judge (2025)."""


def trivial_tokens(samples: Sequence[Sample], seed: int = 0) -> list[Sample]:
    """Samples with text in a response, each text behind one of `OPENERS`, drawn per sample.

    Raises `DataError` for no text.
    """
    return responses_changed(samples, lambda text, chance: chance.choice(OPENERS) + text, seed)
