from __future__ import annotations

from plaudit.evaluate.probes.rewrites import rewrites
from tests.evaluate.probes.cases import case, worth
from tests.fakes import pair

SAMPLES = [pair(str(k), "It is A. Yes", "It is not. No") for k in range(60)]


def test_a_scorer_of_words_keeps_its_winners() -> None:
    found = rewrites(case(worth(lambda sample, text: "yes" in text.lower()), SAMPLES))
    assert (found.figure and found.figure.value, found.grade) == (0.0, "fine")


def test_one_that_minds_capital_letters_does_not() -> None:
    # Where lower case is drawn, both are worth 0, and half a winner is lost.
    found = rewrites(case(worth(lambda sample, text: "Yes" in text), SAMPLES))
    assert found.figure is not None
    assert 0.05 < found.figure.value < 0.25
    assert found.figure.value * 2 * 60 == round(found.figure.value * 2 * 60)
