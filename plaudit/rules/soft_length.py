"""A penalty that sets in gently before the limit of length."""

from __future__ import annotations

from typing import Literal

from plaudit.core import Sample, Score, UsageError
from plaudit.rules._rule import Rule, example, rule

GOLD = (example("short"), example(""), example("x" * 3072))
WRONG = (example("x" * 3073), example("x" * 4096), example("x" * 9999))
MALFORMED = ()  # every text has a length


def soft_length(*, limit: int = 4096, cache: int = 1024, unit: Literal["characters", "words"] = "characters") -> Rule:
    """0 up to a length of limit - cache, from there falling in a line to -1 at the limit, and -1 beyond.

    The soft over-long punishment of DAPO (Yu et al. 2025, arXiv 2503.14476, eq. 13), of text in place of tokens. An
    empty response is not too long: 0.
    Raises UsageError unless 0 < cache <= limit.
    """
    if not 0 < cache <= limit:
        what = f"a cache of {cache} does not fit a limit of {limit}"
        raise UsageError(what, where="soft_length", remedy="Give 0 < cache <= limit.")
    if unit not in ("characters", "words"):
        raise UsageError(f"there is no unit {unit!r}", where="soft_length", remedy="Choose characters or words.")

    def rate(sample: Sample, index: int) -> Score:
        text = sample.responses[index].text
        length = len(text) if unit == "characters" else len(text.split())
        return Score(value=-min(max(length - (limit - cache), 0) / cache, 1.0))

    return rule("soft_length", rate, manifest={"limit": limit, "cache": cache, "unit": unit}, bounds=(-1.0, 0.0))
