from __future__ import annotations

from plaudit.core import Score, Unscored
from plaudit.evaluate.probes.unscored import unscored
from plaudit.rules._rule import rule
from plaudit.rules.longest import longest
from tests.evaluate.probes.cases import case
from tests.fakes import pair

SAMPLES = [pair(str(k), "long", "s") for k in range(50)]


def test_failures_are_counted_by_reason() -> None:
    cut = rule("cut", lambda sample, i: Unscored(why="truncated") if i else Score(value=1.0))
    found = unscored(case(cut, SAMPLES))
    assert (found.figure and found.figure.value, found.figure and found.figure.n, found.grade) == (0.5, 100, "broken")
    assert found.also["truncated"].value == 0.5
    assert [e.result for e in found.examples] == ["unscored"] * 3
    assert unscored(case(longest(), SAMPLES)).grade == "fine"
