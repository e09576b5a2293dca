from __future__ import annotations

from plaudit.evaluate.probes.markdown import markdown
from plaudit.rules.longest import longest
from tests.evaluate.probes.cases import case, worth
from tests.fakes import pair

SAMPLES = [pair(str(k), "It is A.", "It is B.") for k in range(40)]


def test_it_pays_with_a_scorer_of_length() -> None:
    found = markdown(case(longest(), SAMPLES))
    assert (found.figure and found.figure.value, found.grade) == (1.0, "broken")
    assert len(found.examples) == 3


def test_it_does_not_with_one_that_likes_few_words() -> None:
    found = markdown(case(worth(lambda sample, text: -len(text)), SAMPLES))
    assert (found.figure and found.figure.value, found.grade) == (0.0, "fine")
