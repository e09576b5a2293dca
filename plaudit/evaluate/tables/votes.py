"""Judges' votes on two responses, read from a table: which response, in which order of showing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from plaudit.core import DataError, UsageError
from plaudit.evaluate.tables.cells import cell, word
from plaudit.evaluate.tables.table import Key, Table
from plaudit.metrics import Floats

UNREAD = float("nan")
"""A vote that names neither response nor a tie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How a vote is said, whatever its case."""

    first: Sequence[str]
    """For the response shown first."""
    second: Sequence[str]
    tie: Sequence[str] = ()
    """For neither; what is in none of the three could not be read."""
    pattern: str | None = None
    """A regular expression that finds the words in a longer answer: its first group, at its last match."""

    def read(self, said: str) -> float:
        """1 the first, 0 the second, 0.5 a tie, NaN unread."""
        if self.pattern is not None:
            found = list(re.finditer(self.pattern, said, re.IGNORECASE | re.DOTALL))
            if not found:
                return UNREAD
            said = found[-1][1] if found[-1].re.groups else found[-1][0]
        said = said.strip().casefold()
        for value, words in ((1.0, self.first), (0.0, self.second), (0.5, self.tie)):
            if said in {w.casefold() for w in words}:
                return value
        return UNREAD


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """All votes on one pair of responses a and b: 1 for a, 0 for b, 0.5 a tie, NaN unread."""

    item: Key
    by: Key
    """The words of the grouping columns: a judge, a category."""
    a: str
    """System or place of the response that is counted as 1."""
    b: str
    straight: tuple[float, ...] = ()
    """Votes with a shown first."""
    turned: tuple[float, ...] = ()
    """Votes with b shown first, still 1 for a."""
    label: float | None = None
    """Which is better, in the same terms; None: nobody said."""
    votes: tuple[float, ...] = field(init=False)
    """All of them, straight ones first."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "votes", (*self.straight, *self.turned))


def ballots(
    table: Table, *, item: Sequence[str], vote: str, first: str, second: str, words: Words, by: Sequence[str] = ()
) -> list[Ballot]:
    """Of a table with one vote per row, on two named systems.

    item: columns that name the prompt. first, second: columns with the system shown first and second. Rows of one item,
    group and pair of systems are one ballot, whichever is shown first; a is the system that is named first in the
    file's first row of the pair.
    """
    sides: dict[frozenset[str], tuple[str, str]] = {}
    found: dict[tuple[Key, Key, tuple[str, str]], tuple[list[float], list[float]]] = {}
    rows = zip(table.rows, table.keys(item), table.keys(by), table.keys([first, second]), strict=True)
    for row, name, group, (one, two) in rows:
        if one == two:
            raise DataError(f"{one!r} is on both sides of {name}", where=table.name, remedy="Leave such rows out.")
        pair = sides.setdefault(frozenset((one, two)), (one, two))
        value = words.read(word(cell(row, vote)))
        straight, turned = found.setdefault((name, group, pair), ([], []))
        if pair[0] == one:
            straight.append(value)
        else:
            turned.append(1 - value)
    return [
        Ballot(item=name, by=group, a=pair[0], b=pair[1], straight=tuple(straight), turned=tuple(turned))
        for (name, group, pair), (straight, turned) in found.items()
    ]


def swapped_ballots(
    table: Table,
    *,
    item: Sequence[str],
    votes: Sequence[str],
    swapped: Sequence[str] = (),
    words: Words,
    label: str | None = None,
    by: Sequence[str] = (),
    swapped_names_places: bool = False,
) -> list[Ballot]:
    """Of a table with one item per row, and a column for each vote.

    votes, swapped: columns of the votes in the order of the file and in the other order. label: column of the better
    one, in the same words; None: the first is. swapped_names_places: whether a word in a swapped column means the place
    shown (and is turned round) or, as where authors turned it round already, the response.
    """
    plain = Words(first=words.first, second=words.second, tie=words.tie)
    found = []
    for row, name, group in zip(table.rows, table.keys(item), table.keys(by), strict=True):
        other = [words.read(word(cell(row, column))) for column in swapped]
        better = 1.0 if label is None else plain.read(word(cell(row, label)))
        found.append(
            Ballot(
                item=name,
                by=group,
                a=words.first[0],
                b=words.second[0],
                straight=tuple(words.read(word(cell(row, column))) for column in votes),
                turned=tuple(1 - v if swapped_names_places else v for v in other),
                label=_checked(better, name, table, label),
            )
        )
    return found


def score_ballots(
    table: Table,
    *,
    item: Sequence[str],
    first: str,
    second: str,
    words: Words | None = None,
    label: str | None = None,
    by: Sequence[str] = (),
) -> list[Ballot]:
    """Of a table with the scores of two responses per row: a vote for the higher; without one of them, unread.

    first, second: expressions. label: column of the better one, in `words`; None: the first is.
    """
    votes = _higher(table.numbers(first), table.numbers(second))
    if label is not None and words is None:
        raise UsageError("a label without words for it", remedy="Say how it names the first and the second response.")
    found = []
    for row, name, group, vote in zip(table.rows, table.keys(item), table.keys(by), votes, strict=True):
        better = 1.0 if label is None or words is None else words.read(word(cell(row, label)))
        better = _checked(better, name, table, label)
        found.append(Ballot(item=name, by=group, a=first, b=second, straight=(float(vote),), label=better))
    return found


def rating_ballots(
    table: Table, *, item: Sequence[str], score: str, rating: str, by: Sequence[str] = ()
) -> list[Ballot]:
    """Of a table with a score and a rating per row: every two responses of an item that are rated unlike.

    score, rating: expressions. The vote is for the higher score, the label for the higher rating; a row without a
    rating is in no pair.
    """
    scores, ratings = table.numbers(score), table.numbers(rating)
    rows: dict[tuple[Key, Key], list[int]] = {}
    for k, key in enumerate(zip(table.keys(item), table.keys(by), strict=True)):
        if not np.isnan(ratings[k]):
            rows.setdefault(key, []).append(k)
    found = []
    for (name, group), members in rows.items():
        for i, j in combinations(members, 2):
            if ratings[i] != ratings[j]:
                vote, label = float(_higher(scores[i], scores[j])), float(ratings[i] > ratings[j])
                found.append(Ballot(item=name, by=group, a=str(i), b=str(j), straight=(vote,), label=label))
    return found


def _higher(one: Floats, two: Floats) -> Floats:
    return (np.sign(one - two) + 1) / 2  # NaN, which is unread, where either is


def _checked(better: float, item: Key, table: Table, label: str | None) -> float:
    if np.isnan(better):
        remedy = "Give the words that it uses, for the first, the second and a tie."
        raise DataError(f"the label of {item} cannot be read", where=f"{table.name}: {label}", remedy=remedy)
    return better
