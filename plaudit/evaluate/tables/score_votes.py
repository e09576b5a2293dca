"""Votes that scores cast: for the response with the higher one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Literal

import numpy as np

from plaudit.core import UsageError
from plaudit.evaluate.tables.cells import cell, word
from plaudit.evaluate.tables.table import Key, Table
from plaudit.evaluate.tables.votes import Ballot, Words, readable
from plaudit.metrics import Floats, three_way


def score_ballots(
    table: Table,
    *,
    item: Sequence[str],
    first: str,
    second: str,
    words: Words | None = None,
    label: str | None = None,
    by: Sequence[str] = (),
    tie_within: float | Literal["best"] = 0.0,
) -> list[Ballot]:
    """Of a table with the scores of two responses per row: a vote for the higher; without one of them, unread.

    first, second: expressions. label: column of the better one, in `words`; None: the first is. tie_within: the largest
    difference that is a tie still; "best": the one that is right most often on this very table, ties of the label
    included (`three_way`, by group: a little too good).
    """
    if label is not None and words is None:
        raise UsageError("a label without words for it", remedy="Say how it names the first and the second response.")
    differences, groups = table.numbers(first) - table.numbers(second), table.keys(by)
    names = table.keys(item)
    labels = [
        1.0 if label is None or words is None else readable(words.read(word(cell(row, label))), name, table, label)
        for row, name in zip(table.rows, names, strict=True)
    ]
    within = _thresholds(differences, labels, groups) if tie_within == "best" else dict.fromkeys(groups, tie_within)
    found = []
    for name, group, gap, better in zip(names, groups, differences, labels, strict=True):
        vote = 0.5 if abs(gap) <= within[group] else float((np.sign(gap) + 1) / 2)
        found.append(Ballot(item=name, by=group, a=first, b=second, original=(vote,), label=better))
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
                vote = float((np.sign(scores[i] - scores[j]) + 1) / 2)  # NaN, which is unread, where either is
                label = float(ratings[i] > ratings[j])
                found.append(Ballot(item=name, by=group, a=str(i), b=str(j), original=(vote,), label=label))
    return found


def _thresholds(differences: Floats, labels: Sequence[float], groups: Sequence[Key]) -> dict[Key, float]:
    found = {}
    for group in dict.fromkeys(groups):
        own = [k for k, other in enumerate(groups) if other == group and not np.isnan(differences[k])]
        gaps = np.array([labels[k] - 0.5 for k in own])
        found[group] = three_way(differences[own], gaps)[1] if own else 0.0
    return found
