from __future__ import annotations

from dataclasses import replace

import pytest

from plaudit.core import DataError, Label
from plaudit.evaluate.probes.saturation import saturation
from tests.evaluate.probes.cases import case, never, worth
from tests.fakes import pair

SAMPLES = [pair(str(k), "a" * (k % 4 + 2), "a") for k in range(100)]


def test_pairs_at_the_top_are_counted_and_those_in_the_middle_not() -> None:
    # Lengths 2 to 5 against 1, cut at 2 below: pairs (2, 1) share the least score there is; others differ.
    found = saturation(case(worth(lambda sample, text: max(2, len(text))), SAMPLES))
    assert (found.figure and found.figure.value, found.grade) == (0.25, "look")
    middle = [*SAMPLES, *(pair(f"m{k}", "bbb", "ccc") for k in range(50))]
    found = saturation(case(worth(lambda sample, text: len(text)), middle))
    assert (found.figure and found.figure.value, found.grade) == (0.0, "fine")


def test_equal_responses_and_those_that_labels_tie_may_share_a_score() -> None:
    tie = [replace(pair(f"t{k}", "x", "y"), labels=(Label(values=(1.0, 1.0)),)) for k in range(9)]
    found = saturation(case(worth(lambda sample, text: len(text)), [*SAMPLES, *tie, pair("same", "a", "a")]))
    assert found.figure is not None
    assert (found.figure.value, found.figure.n) == (0.0, 100)


def test_without_scores_it_says_so() -> None:
    with pytest.raises(DataError, match="no sample has two scored responses"):
        saturation(case(never(), SAMPLES))
