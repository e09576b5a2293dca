from __future__ import annotations

from dataclasses import replace

import pytest

from plaudit.core import DataError, prefer
from plaudit.evaluate.probes.annotator_gap import annotator_gap
from plaudit.rules.longest import longest
from tests.evaluate.probes.cases import case
from tests.fakes import pair

BOTH = (prefer(0, 1, annotator="a"), prefer(1, 0, annotator="b"))
SAMPLES = [replace(pair(str(k), "long", "s"), labels=BOTH) for k in range(30)]


def test_who_is_always_contradicted_is_found() -> None:
    found = annotator_gap(case(longest(), SAMPLES))
    assert (found.figure and found.figure.value, found.grade) == (1.0, "broken")
    assert (found.also["a"].value, found.also["b"].value) == (1.0, 0.0)


def test_a_few_labels_are_no_annotator() -> None:
    with pytest.raises(DataError, match="no two annotators"):
        annotator_gap(case(longest(), SAMPLES[:19]))
