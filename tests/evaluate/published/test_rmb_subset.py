"""RMB: ArmoRM on one category of helpfulness."""

from __future__ import annotations

import pytest

from plaudit.evaluate.tables import agreement, read_table, score_ballots
from tests.evaluate.published.data import folder


def test_armorm() -> None:
    table = read_table(folder("rmb_subset") / "armorm_idea_development.csv")
    ballots = score_ballots(table, item=["pair_uid"], first="chosen_reward", second="reject_reward")
    (found,) = agreement(ballots)
    assert found.accuracy is not None
    assert found.accuracy.n == 849
    assert found.accuracy.value == pytest.approx(0.7951, abs=0.00005)
    assert found.accuracy.value == pytest.approx(table.numbers("is_correct").mean())
