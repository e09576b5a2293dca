from __future__ import annotations

import math

import pytest

from plaudit.core import DataError, Score
from plaudit.evaluate.probes.calibration import calibration
from plaudit.rules._rule import Rule, rule
from tests.evaluate.probes.cases import case
from tests.fakes import pair

# The scorer prefers "A" by a margin; the label agrees in three of four samples.
SAMPLES = [pair(str(k), "B" if k % 4 == 0 else "A", "A" if k % 4 == 0 else "B", f"part={k % 2}") for k in range(200)]


def preferring(margin: float) -> Rule:
    return rule("a", lambda sample, i: Score(value=margin * (sample.responses[i].text == "A")))


def test_margins_of_log_3_are_right_three_times_in_four() -> None:
    found = calibration(case(preferring(math.log(3)), SAMPLES))
    assert found.figure is not None
    assert found.figure.value == pytest.approx(0.0, abs=1e-12)
    assert found.grade == "fine"
    # Even samples are right half the time, odd ones always.
    assert found.also["part=0"].value == pytest.approx(0.25)
    assert found.also["part=1"].value == pytest.approx(-0.25)


def test_margins_of_log_99_are_too_sure() -> None:
    found = calibration(case(preferring(math.log(99)), SAMPLES))
    assert found.figure is not None
    assert found.figure.value == pytest.approx(0.99 - 0.75)
    assert found.grade == "look"
    assert found.also["expected calibration error"].value == pytest.approx(0.24)
    assert {e.result for e in found.examples} == {"wrong"}


def test_bounded_scores_are_no_log_odds() -> None:
    bounded = rule("b", lambda sample, i: Score(value=0.5), bounds=(0.0, 1.0))
    with pytest.raises(DataError, match="no log-odds"):
        calibration(case(bounded, SAMPLES))
