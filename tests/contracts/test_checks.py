"""What every check of a data set promises: silence on clean data, named places, and the same findings twice."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from plaudit.core import Label, Sample, answer, find, names, user
from plaudit.data import checks
from plaudit.data.checking import Check, Given
from plaudit.data.media_facts import KnownMedia
from plaudit.lab import fault_pairs
from plaudit.media import Budget
from tests.data.checks.running import ran


@pytest.fixture(scope="module")
def clean() -> list[Sample]:
    return list(fault_pairs(60, split="train"))


@pytest.mark.parametrize("name", names(checks))
def test_clean_data_is_silent_and_figures_are_json(name: str, clean: list[Sample]) -> None:
    check: Check = find(checks, name)(Given(path=Path("a.jsonl"), media=KnownMedia(Budget())))
    assert ran(check, clean) == []
    json.dumps(dict(check.figures()), allow_nan=False)


@pytest.mark.parametrize("name", names(checks))
def test_no_sample_and_bare_samples_are_no_trouble(name: str) -> None:
    for samples in ([], [Sample(id=str(n), prompt=()) for n in range(3)]):
        check: Check = find(checks, name)(Given(path=Path("a.jsonl"), media=KnownMedia(Budget())))
        assert all(finding.severity == "warning" for finding in ran(check, samples))
        json.dumps(dict(check.figures()), allow_nan=False)


def faulty() -> list[Sample]:
    """Everything that a check looks for, many times."""
    rng = random.Random(0)
    return [
        Sample(
            id=str(n // 2),
            prompt=(user(f"Question {n % 20}?"),),
            responses=(answer("x" * rng.randint(1, 9), source="m"), answer("", source="n"), answer("")),
            labels=(Label(values=(1.0, rng.random(), 0.0), ordered=True), Label(values=(0.0, 0.5)))[
                : 2 if n < 4 else 1
            ],
        )
        for n in range(60)
    ]


@pytest.mark.parametrize("name", names(checks))
def test_the_same_findings_each_time_each_with_place_and_remedy(name: str) -> None:
    first, second = (ran(find(checks, name)(Given(path=Path("a.jsonl"))), faulty()) for _ in range(2))
    assert first == second
    assert all(finding.where and finding.what and finding.remedy for finding in first)
    assert first or name in ("sizes", "unreadable_media")
