"""More text is better."""

from plaudit.core import Score
from plaudit.rules._rule import Rule, rule

GOLD = WRONG = MALFORMED = ()  # it knows no right answer


def longest() -> Rule:
    """The number of characters: what a scorer with length bias alone would reach."""
    return rule("longest", lambda sample, index: Score(value=float(len(sample.responses[index].text))))
