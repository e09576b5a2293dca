from __future__ import annotations

import pytest

from plaudit.core import DataError
from plaudit.evaluate.probes.contrast import contrast
from plaudit.rules.longest import longest
from tests.evaluate.probes.cases import case, worth
from tests.fakes import pair

# The preferred answer to "What about 7?" is "it is 7.", which answers no other prompt.
SAMPLES = [pair(str(k), f"it is {k}.", "no") for k in range(10, 90)]


def test_a_scorer_that_reads_the_prompt_knows_its_own() -> None:
    found = contrast(case(worth(lambda sample, text: f"{text[6:8]}?" in sample.asked), SAMPLES))
    assert (found.figure and found.figure.value, found.grade) == (1.0, "fine")


def test_one_that_does_not_ties_them() -> None:
    found = contrast(case(longest(), SAMPLES))
    assert (found.figure and found.figure.value, found.figure and found.figure.n) == (0.5, 80)
    assert found.grade == "look"  # on 80 samples one half may be just above 0.55


def test_it_likes_anothers_better() -> None:
    found = contrast(case(worth(lambda sample, text: f"{text[6:8]}?" not in sample.asked), SAMPLES))
    assert (found.figure and found.figure.value, found.grade) == (0.0, "broken")
    assert {e.result for e in found.examples} == {"wrong"}


def test_one_prompt_has_no_contrast() -> None:
    with pytest.raises(DataError, match="no two prompts differ"):
        contrast(case(longest(), [pair("a", "long", "s")]))
