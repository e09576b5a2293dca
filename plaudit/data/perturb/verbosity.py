"""The same responses at greater length, with nothing more in them."""

from __future__ import annotations

from collections.abc import Sequence

from plaudit.core import Sample
from plaudit.data.perturb._texts import responses_changed

PADDING = (
    "I hope that this is of help to you.",
    "Let me know if there is anything else that you would like to know.",
    "As always, it is worth having a close look before coming to a conclusion.",
    "To sum up, everything that matters has been said above.",
    "There is of course much more that one could say about this.",
)


def verbosity(samples: Sequence[Sample], seed: int = 0, *, sentences: int = 2) -> list[Sample]:
    """Samples with text in a response, with so many empty sentences after each text, at most five.

    Raises `DataError` for no text.
    """
    return responses_changed(samples, lambda text, chance: " ".join([text, *chance.sample(PADDING, sentences)]), seed)
