"""The same score for everything."""

from plaudit.core import Score
from plaudit.rules._rule import Rule, rule

GOLD = WRONG = MALFORMED = ()  # it knows no right answer


def constant(value: float = 0.0) -> Rule:
    """Ties every comparison: what an evaluation must not reward."""
    return rule("constant", lambda sample, index: Score(value=value), manifest={"value": value})
