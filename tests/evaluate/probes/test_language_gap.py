from __future__ import annotations

import pytest

from plaudit.core import DataError
from plaudit.evaluate.probes.language_gap import language_gap
from plaudit.rules.longest import longest
from tests.evaluate.probes.cases import case
from tests.fakes import pair

GERMAN = [pair(f"de{k}", "k", "lang", "language=de") for k in range(30)]
ENGLISH = [pair(f"en{k}", "long", "s", "language=en") for k in range(30)]


def test_the_language_in_which_it_fails_is_found() -> None:
    found = language_gap(case(longest(), [*GERMAN, *ENGLISH]))
    assert (found.figure and found.figure.value, found.grade) == (1.0, "broken")
    assert found.also["language=de"].value == 0.0
    assert all(example.sample.id.startswith("de") for example in found.examples)


def test_one_language_has_no_gap() -> None:
    with pytest.raises(DataError, match="language="):
        language_gap(case(longest(), [*GERMAN[:19], *ENGLISH]))
