"""What a rule says of one response."""

from __future__ import annotations

from plaudit.core import Score, Scorer
from plaudit.rules._rule import example


def worth(rule: Scorer, said: str, right: str = "") -> float | str:
    """The score of a response beside a reference, or why it has none."""
    score = rule.score([example(said, right)])[0].scores[0]
    return score.value if isinstance(score, Score) else score.why
