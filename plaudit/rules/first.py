"""The first response is best."""

from plaudit.core import Score
from plaudit.rules._rule import Rule, rule

GOLD = WRONG = MALFORMED = ()  # it knows no right answer


def first() -> Rule:
    """0, -1, -2, ... by place: what a scorer with position bias alone would reach, and whether labels follow order."""
    return rule("first", lambda sample, index: Score(value=float(-index)), comparable="sample")
