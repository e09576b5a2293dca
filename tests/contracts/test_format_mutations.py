"""Rows that are damaged at random: each is a Sample or an error that names the row, never anything else."""

from __future__ import annotations

import random
from typing import Any

import pytest

from plaudit.core import DataError, Sample, find, names
from plaudit.data import formats
from plaudit.data.io import fitting
from tests.data.formats.fixture import FOLDER, fixture_rows

NAMES = names(formats)
COLUMNS = (
    "image",
    "images",
    "videos",
    "rejected_images",
    "label",
    "margin",
    "tags",
    "id",
    "system",
    "history",
    "input",
)
VALUES: tuple[Any, ...] = (
    *(
        None,
        True,
        0,
        -3,
        2.5,
        float("nan"),
        float("inf"),
        10**400,
        "",
        "a",
        "\ud800",
        "a.png",
        "http://x",
        "data:,",
        b"x",
    ),
    *("<image>", "<video><audio>", [], {}, [None], [[]], [{}], ["a=b"], {1: 2}, {"rank": 1}, {"type": "image"}),
    *({"role": "user"}, {"role": "user", "content": None}, {"from": "gpt", "value": 3}, {"bytes": b"", "path": None}),
)


def damaged(value: Any, rng: random.Random) -> Any:
    """The value with something in it taken out, put in, or made another, at any depth."""
    draw, more = rng.random(), rng.choice(VALUES)
    if isinstance(value, dict) and value and draw < 0.75:
        key = rng.choice(list(value))
        if draw < 0.1:
            return {name: item for name, item in value.items() if name != key}
        return value | ({rng.choice(COLUMNS): more} if draw < 0.2 else {key: damaged(value[key], rng)})
    if isinstance(value, list) and value and draw < 0.75:
        k = rng.randrange(len(value))
        middle = [] if draw < 0.15 else [more, value[k]] if draw < 0.3 else [damaged(value[k], rng)]
        return [*value[:k], *middle, *value[k + 1 :]]
    return more


@pytest.mark.parametrize("count", [1000, pytest.param(100_000, marks=pytest.mark.slow)], ids=["some", "many"])
def test_a_damaged_row_is_a_sample_or_a_named_error(count: int) -> None:
    rng = random.Random(0)
    rows = [(name, row) for name in NAMES for row in fixture_rows(name)]
    seen = {"samples": 0, "errors": 0}
    for number in range(count):
        name, row = rng.choice(rows)
        for _ in range(rng.randint(1, 4)):
            changed = damaged(row, rng)
            row = changed if isinstance(changed, dict) else row
        if number % 10 == 0:
            fitting([row])
        try:
            form = find(formats, name)
            given = {"rows": [row]} if getattr(form, "gathers", None) else row
            assert isinstance(form.read(given, "file.jsonl:7", FOLDER), Sample), row
            seen["samples"] += 1
        except DataError as error:
            assert error.where.startswith("file.jsonl:7") and error.what, row
            seen["errors"] += 1
    assert min(seen.values()) > count / 20  # the damage is neither too great nor too small to mean anything
