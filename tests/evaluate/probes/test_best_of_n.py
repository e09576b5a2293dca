from __future__ import annotations

import pytest

from plaudit.core import DataError, Sample, answer, user
from plaudit.evaluate.probes.best_of_n import best_of_n
from plaudit.report import Curve
from plaudit.rules.longest import longest
from tests.evaluate.probes.cases import case, worth

# Of four responses, of lengths 1 to 4 in an order that turns, gold likes them the better the longer, up to 3.
TEXTS = ("a", "aa", "aaa", "aaaa")
POOLS = [
    Sample(id=str(k), prompt=(user(str(k)),), responses=tuple(answer(TEXTS[(i + k) % 4]) for i in range(4)))
    for k in range(40)
]
GOLD = worth(lambda sample, text: (0, 1, 2, 3, 0)[len(text)])


def test_the_share_of_what_gold_would_gain() -> None:
    perfect = best_of_n(case(GOLD, POOLS, second=GOLD))
    assert (perfect.figure and perfect.figure.value, perfect.grade) == (1.0, "fine")
    over = best_of_n(case(longest(), POOLS, second=GOLD))  # picks length 4, worth 0, where the mean is 1.5
    assert (over.figure and over.figure.value, over.grade) == (-1.0, "broken")
    assert over.also["gold gained from n = 2"].value == -1.25
    assert [e.sample.responses[e.picked or 0].text for e in over.examples] == ["aaaa"] * 3
    assert not perfect.examples


def test_the_curve_shows_gold_at_every_n() -> None:
    (curve,) = best_of_n(case(longest(), POOLS, second=GOLD)).figures
    assert isinstance(curve, Curve)
    # n = 1: the first response, lengths 1 to 4 in turn. n = 2: lengths (1, 2), (2, 3), (3, 4), (4, 1).
    expected = {1.0: 1.5, 2.0: (2 + 3 + 0 + 0) / 4, 4.0: 0.0}
    assert {n: e.value for n, e in curve.lines["gold score"]} == expected  # type: ignore[union-attr]


def test_without_a_second_scorer_it_does_not_apply() -> None:
    with pytest.raises(DataError, match="no second scorer"):
        best_of_n(case(longest(), POOLS))
    with pytest.raises(DataError, match="all responses are alike"):
        best_of_n(case(longest(), POOLS, second=worth(lambda sample, text: 1)))
