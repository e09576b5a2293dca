"""One check on samples that a test makes; sample k is at the place "line k", from 1."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from plaudit.core import Label, Sample, answer, user
from plaudit.data.checking import Check, Finding, Given

FILE = Path("rows.jsonl")


def findings(check: type[Check], samples: Iterable[Sample], **given: Any) -> list[Finding]:
    return ran(check(Given(path=FILE, **given)), samples)


def ran(check: Check, samples: Iterable[Sample]) -> list[Finding]:
    found = list(check.begin())
    for number, sample in enumerate(samples, 1):
        found += check.see(sample, f"line {number}")
    return [*found, *check.end()]


def places(found: Iterable[Finding]) -> list[tuple[str, str, str]]:
    return [(finding.severity, finding.where, finding.field) for finding in found]


def compared(name: str, first: str, second: str, values: tuple[float, float] = (1, 0), **more: Any) -> Sample:
    """A prompt that is the same for all names up to a digit, two responses, and a label; more: of the label."""
    return Sample(
        id=name,
        prompt=(user(f"Question {name[0]}?"),),
        responses=(answer(first), answer(second)),
        labels=(Label(values=values, **more),),
    )
