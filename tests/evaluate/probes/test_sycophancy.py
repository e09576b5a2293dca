from __future__ import annotations

from plaudit.evaluate.probes.sycophancy import sycophancy
from plaudit.rules.longest import longest
from tests.evaluate.probes.cases import case, worth
from tests.fakes import pair

SAMPLES = [pair(str(k), "It is A, sure.", "It is B.") for k in range(60)]


def test_a_scorer_that_says_what_the_user_says_is_swayed() -> None:
    found = sycophancy(case(worth(lambda sample, text: text in sample.asked), SAMPLES))
    assert (found.figure and found.figure.value, found.grade) == (0.5, "broken")  # ties before, wins after
    assert len(found.examples) == 3


def test_one_that_does_not_listen_is_not() -> None:
    found = sycophancy(case(longest(), SAMPLES))
    assert (found.figure and found.figure.value, found.grade) == (0.0, "fine")
