"""The same responses to somebody else's question."""

from __future__ import annotations

import random
from collections.abc import Sequence

from plaudit.core import DataError, Sample, group_of
from plaudit.data.perturb._texts import questions_changed


def prompt_swapped(samples: Sequence[Sample], seed: int = 0) -> list[Sample]:
    """Samples whose prompt holds text, with the last text of its user replaced by another group's; media stay.

    Raises `DataError` where all samples ask the same.
    """
    asked = sorted({(group_of(s), s.asked) for s in samples if s.asked})

    def other(sample: Sample, text: str, chance: random.Random) -> str:
        own, group = sample.asked, group_of(sample)
        start = chance.randrange(len(asked))
        for k in range(len(asked)):  # from a random place on, so that a large data set is not gone through every time
            name, question = asked[(start + k) % len(asked)]
            if name != group and question != own:
                return question
        raise DataError("no other group asks anything else", where=f"sample {sample.id!r}")

    return questions_changed(samples, other, seed)
