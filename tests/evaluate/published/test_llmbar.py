"""LLMBar: 499 evaluators and sets in both orders; every count exact, and the authors' kappas under their own rule."""

from __future__ import annotations

from typing import Any

import pytest

from plaudit.evaluate.tables import Agreement, Table, Words, agreement, read_table, swapped_ballots
from tests.evaluate.published.data import expected, folder

WORDS = Words(first=["1"], second=["2"])


@pytest.fixture(scope="module")
def table() -> Table:
    return read_table(folder("llmbar") / "decisions.csv.gz")


def results(table: Table) -> list[Agreement]:
    """With the authors' rules: two unread votes are consistent, and kappa knows response 1 only."""
    ballots = swapped_ballots(
        table, item=["set", "idx"], votes=["winner_original_order"], swapped=["winner_swapped_order"], words=WORDS,
        label="label", by=["set", "evaluator"],
    )  # fmt: skip
    return agreement(ballots, orders="all", unread_agree=True, kappa="first_only")


def check(found: Agreement, published: dict[str, Any]) -> None:
    counts = [round(one.value * one.n) for one in (found.original, found.swapped, found.both, found.consistent) if one]
    printed = [
        int(published[name].split(" / ")[0]) for name in ("correct_False", "correct_True", "correct_both", "equal")
    ]
    assert counts == printed
    assert found.accuracy is not None and found.both is not None
    assert found.accuracy.value == found.both.value
    assert found.average == pytest.approx(float(published["correct_average"].rstrip("%")) / 100)
    for order, name in (("original", "kappa_False"), ("swapped", "kappa_True")):
        assert found.kappa[order].value == pytest.approx(published[name], abs=1e-9)
    assert found.kappa["orders"].value == pytest.approx(published["kappa_agreement"], abs=1e-9)


def test_two_sets_of_every_evaluator(table: Table) -> None:
    published = expected("llmbar")["statistics"]
    sets = ("LLMBar/Natural", "LLMBar/Adversarial/Manual")
    part = Table([row for row in table.rows if row["set"] in sets], table.name)
    found = results(part)
    assert len(found) == sum(len(published[name]) for name in sets)
    for one in found:
        check(one, published[one.by[0]][one.by[1]])


@pytest.mark.slow
def test_all_499(table: Table) -> None:
    published, found = expected("llmbar")["statistics"], results(table)
    assert len(found) == 499
    for one in found:
        check(one, published[one.by[0]][one.by[1]])


def test_without_their_rules_kappa_and_consistency_differ(table: Table) -> None:
    part = table.where({"set": "LLMBar/Natural", "evaluator": "PaLM2/CoT"})
    ballots = swapped_ballots(
        part,
        item=["idx"],
        votes=["winner_original_order"],
        swapped=["winner_swapped_order"],
        words=WORDS,
        label="label",
    )
    (theirs,), (ours,) = agreement(ballots, unread_agree=True, kappa="first_only"), agreement(ballots)
    assert theirs.consistent is not None and ours.consistent is not None
    assert round(100 * theirs.consistent.value) == 64
    assert round(100 * ours.consistent.value) == 63  # one item has no vote in either order
    assert ours.kappa["original"].value > theirs.kappa["original"].value + 0.05
