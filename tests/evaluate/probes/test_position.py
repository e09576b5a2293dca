from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from plaudit.core import DataError, Label, Sample, Score, ScorerInfo, Verdict
from plaudit.evaluate.probes.position import position
from plaudit.rules.first import first
from plaudit.rules.longest import longest
from tests.evaluate.probes.cases import case, never
from tests.fakes import pair

SAMPLES = [pair(str(k), "long", "s") for k in range(30)]

INFO = ScorerInfo(name="voting", comparable="sample")


@dataclass
class Voting:
    """A judge that was asked in both orders; `swayed` of its samples got the vote for whoever came first."""

    swayed: int
    info: ScorerInfo = INFO

    def score(self, samples: Sequence[Sample]) -> list[Verdict]:
        return [self.judged(s) for s in samples]

    def judged(self, sample: Sample) -> Verdict:
        back = (1.0, 0.0) if int(sample.id) < self.swayed else (0.0, 1.0)
        votes = (
            Label(values=(1.0, 0.0), of=(0, 1), ordered=True),
            Label(values=back, of=(1, 0), ordered=True),
            Label(values=(None, None), of=(1, 0), ordered=True, decision="missing"),
        )
        return Verdict(sample_id=sample.id, scores=(Score(value=1.0), Score(value=0.0)), votes=votes)


def test_who_comes_first_wins_in_both_orders() -> None:
    found = position(case(first(), SAMPLES))
    assert (found.figure and found.figure.value, found.grade) == (0.5, "broken")
    assert len(found.examples) == 3


def test_the_longer_one_wins_once_in_the_first_place_and_once_in_the_second() -> None:
    found = position(case(longest(), SAMPLES))
    assert (found.figure and found.figure.value, found.grade) == (0.0, "fine")


@pytest.mark.parametrize(("swayed", "figure", "grade"), [(0, 0.0, "fine"), (30, 0.5, "broken"), (15, 0.25, "broken")])
def test_votes_in_both_orders_are_read(swayed: int, figure: float, grade: str) -> None:
    found = position(case(Voting(swayed), SAMPLES))
    assert found.figure is not None
    assert (found.figure.value, found.figure.n, found.grade) == (figure, 30, grade)


def test_no_scores_are_no_order() -> None:
    with pytest.raises(DataError, match="no two responses"):
        position(case(never(), SAMPLES))
