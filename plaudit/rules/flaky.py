"""A scorer that is often out of reach."""

from plaudit.core import Sample, Score, Unscored
from plaudit.rules._rule import Rule, chance, rule

GOLD = WRONG = MALFORMED = ()  # it knows no right answer


def flaky(rate: float = 0.5, seed: int = 0) -> Rule:
    """Random scores, a share `rate` of them replaced by `Unscored("down")`: how a pipeline takes failures."""

    def score(sample: Sample, index: int) -> Score | Unscored:
        if chance("down", seed, sample.id, index) < rate:
            return Unscored(why="down", detail="a rule that fails on purpose")
        return Score(value=chance(seed, sample.id, index))

    return rule("flaky", score, comparable="sample", manifest={"rate": rate, "seed": seed})
