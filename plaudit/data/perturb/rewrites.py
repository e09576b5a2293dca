"""The same prompts and responses, written a little otherwise."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from plaudit.core import Sample
from plaudit.data.perturb._texts import questions_changed, responses_changed

PROMPTS: tuple[Callable[[str], str], ...] = (
    lambda text: f"Please help me with this. {text}",
    lambda text: f'"{text}"',
    lambda text: f"{text}\n\nThank you!",
    lambda text: f"<question>\n{text}\n</question>",
)
RESPONSES: tuple[Callable[[str], str], ...] = (
    lambda text: text.replace(" ", "  "),
    lambda text: f"\n{text}\n",
    lambda text: text.replace(". ", ".\n"),
    str.lower,
)


def rewrites(samples: Sequence[Sample], seed: int = 0) -> list[Sample]:
    """Samples with one rewriting of the prompt and one of all responses, drawn per sample, that keep the meaning.

    Of the kinds of reWordBench (Wu et al. 2025) that need no model: spaces, quotes, tags, case, politeness. Lower case
    changes a meaning here and there, in code above all. Raises `DataError` for no text.
    """

    def draw(ways: Sequence[Callable[[str], str]], text: str, chance: random.Random) -> str:
        return chance.choice(ways)(text)

    asked = questions_changed(samples, lambda sample, text, chance: draw(PROMPTS, text, chance), seed)
    return responses_changed(asked, lambda text, chance: draw(RESPONSES, text, chance), seed)
