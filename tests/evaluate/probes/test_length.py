from __future__ import annotations

import pytest

from plaudit.core import DataError
from plaudit.evaluate.probes.length import length
from plaudit.rules.longest import longest
from tests.evaluate.probes.cases import case, worth
from tests.fakes import pair

# The good response says "yes"; it is up to two characters shorter or longer than the other.
SAMPLES = [pair(str(k), f"yes{'x' * (k % 5)}", "no-xx") for k in range(100)]


def test_margins_that_grow_with_length_are_broken() -> None:
    found = length(case(longest(), SAMPLES))
    assert (found.figure and found.figure.value, found.grade) == (1.0, "broken")
    assert found.also["accuracy where the longer is preferred"].value == 1.0
    assert found.also["accuracy where the shorter is preferred"].value == 0.0
    assert found.also["length-controlled accuracy"].value == 0.5
    assert {e.result for e in found.examples} == {"wrong"}


def test_margins_that_do_not_are_fine() -> None:
    found = length(case(worth(lambda sample, text: text.startswith("yes")), SAMPLES))
    assert (found.figure and found.figure.value, found.grade) == (0.0, "fine")
    assert found.also["length-controlled accuracy"].value == 1.0


def test_responses_of_one_length_say_nothing() -> None:
    with pytest.raises(DataError, match="differ in length"):
        length(case(longest(), [pair("a", "yes", "no!")]))
