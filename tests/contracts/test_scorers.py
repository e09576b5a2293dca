"""Every rule keeps what a scorer promises."""

from __future__ import annotations

import pytest

from plaudit import rules
from plaudit.core import find, names
from plaudit.runs.contract import check_scorer
from tests.fakes import pair

SAMPLES = [pair("a", "yes, it is", "no"), pair("b", "red", "the colour is green", image="red")]


@pytest.mark.parametrize("name", names(rules))
def test_every_rule(name: str) -> None:
    check_scorer(find(rules, name)(), SAMPLES)
