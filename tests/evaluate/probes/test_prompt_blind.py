from __future__ import annotations

import pytest

from plaudit.core import DataError
from plaudit.evaluate.probes.prompt_blind import prompt_blind
from plaudit.rules.longest import longest
from tests.evaluate.probes.cases import case, worth
from tests.fakes import pair

SAMPLES = [pair(str(k), f"about {k}?", "no") for k in range(80)]


def test_a_scorer_that_reads_the_question_changes_its_mind() -> None:
    found = prompt_blind(case(worth(lambda sample, text: text in sample.asked), SAMPLES))
    assert found.also["as it is: accuracy"].value == 1.0
    assert (found.figure and found.figure.value, found.grade) == (0.5, "fine")  # no response answers: all are ties


def test_one_that_does_not_is_broken() -> None:
    found = prompt_blind(case(longest(), SAMPLES))
    assert (found.figure and found.figure.value, found.grade) == (1.0, "broken")
    assert len(found.examples) == 3


def test_one_question_for_all_cannot_be_swapped() -> None:
    with pytest.raises(DataError, match="no other group asks"):
        prompt_blind(case(longest(), SAMPLES[:1]))
