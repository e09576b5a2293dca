from __future__ import annotations

from plaudit.evaluate.probes.duplicate import duplicate
from plaudit.rules.first import first
from plaudit.rules.longest import longest
from tests.evaluate.probes.cases import case
from tests.fakes import pair

SAMPLES = [pair(str(k), "long", "s") for k in range(40)]


def test_twins_are_worth_the_same_unless_the_place_counts() -> None:
    found = duplicate(case(first(), SAMPLES))
    assert (found.figure and found.figure.value, found.grade) == (1.0, "broken")
    assert len(found.examples) == 3
    found = duplicate(case(longest(), SAMPLES))
    assert (found.figure and found.figure.value, found.figure and found.figure.n, found.grade) == (0.0, 40, "fine")
