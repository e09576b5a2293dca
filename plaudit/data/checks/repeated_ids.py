"""Ids that two samples of a file share."""

from __future__ import annotations

from collections.abc import Iterator

from plaudit.core import Sample
from plaudit.data.checking import Check, Finding, Given


class RepeatedIds(Check):
    """Remembers each id and where it stood: some 250 bytes a row."""

    def __init__(self, given: Given) -> None:
        super().__init__(given)
        self._first: dict[str, str] = {}

    def see(self, sample: Sample, where: str) -> Iterator[Finding]:
        """A finding where the id was seen before."""
        if (first := self._first.setdefault(sample.id, where)) != where:
            what = f"{sample.id!r} is also the id of {first}"
            yield Finding("error", where, "id", what, "Give each sample an id of its own.")


repeated_ids = RepeatedIds
