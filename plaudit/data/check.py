"""What is wrong with a file of samples, all of it, before a long run finds out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from plaudit.core import DataError, Json, find, names
from plaudit.data import checks
from plaudit.data.checking import Check, Finding, Given, Row, TokenCounter, opened_ahead, samples_in, unreadable
from plaudit.data.media_facts import KnownMedia
from plaudit.media import Budget
from plaudit.media.budget import DEFAULT


@dataclass(frozen=True, slots=True)
class Inspection:
    """What all checks found in a file."""

    findings: list[Finding]
    """Row by row, in the file's order, then those that rest on more than one row."""
    figures: dict[str, Json]
    """What each check measured, under the check's name."""

    def count(self, severity: str) -> int:
        """How many findings are error, warning or note."""
        return sum(finding.severity == severity for finding in self.findings)

    def to_json(self) -> dict[str, Json]:
        """Counts, findings and figures."""
        rows = [
            {"severity": f.severity, "where": f.where, "field": f.field, "what": f.what, "remedy": f.remedy}
            for f in self.findings
        ]
        counts = {f"{severity}s": self.count(severity) for severity in ("error", "warning", "note")}
        return {**counts, "findings": rows, "figures": self.figures}


def check(
    path: str | Path,
    format: str | None = None,  # noqa: A002 - the word users know
    media: bool = True,
    budget: Budget = DEFAULT,
) -> list[Finding]:
    """What `inspect` finds wrong with a file, without its notes; none: it can be used as it is."""
    found = inspect(path, format, media=media, budget=budget).findings
    return [finding for finding in found if finding.severity != "note"]


def inspect(
    path: str | Path,
    format: str | None = None,  # noqa: A002 - the word users know
    *,
    media: bool = True,
    budget: Budget = DEFAULT,
    against: Sequence[Path] = (),
    tokens: TokenCounter | None = None,
    seed: int = 0,
) -> Inspection:
    """Every check of `plaudit.data.checks` on a file, which is read once.

    media: decode each image and some frames of each video, within the budget; each distinct file once, on
    threads that are a few rows ahead of the checks.
    against: files that this one should share no prompt and no picture with, such as the test set.
    tokens: counts tokens for a model. seed: of what is drawn at random where there is too much.
    Holds no sample, but a few numbers of each: 1.5 KB a row, 2 KB with `against`, and 1 KB for each distinct medium.
    Raises UsageError only, for a kind of file or a format that there is not.
    """
    path = Path(path)
    known = KnownMedia(budget) if media else None
    given = Given(path=path, media=known, against=against, tokens=tokens, seed=seed)
    running: dict[str, Check] = {name: find(checks, name)(given) for name in names(checks)}
    with opened_ahead(samples_in(path, format), known) as rows:
        found = list(_findings(rows, list(running.values())))
    figures = {name: measured for name, check in running.items() if (measured := dict(check.figures()))}
    return Inspection(found, figures)


def _findings(rows: Iterable[Row], running: Sequence[Check]) -> Iterator[Finding]:
    for check in running:
        yield from check.begin()
    for where, sample in rows:
        if isinstance(sample, DataError):
            yield unreadable(sample, where)
            continue
        for check in running:
            yield from check.see(sample, where)
    for check in running:
        yield from check.end()
