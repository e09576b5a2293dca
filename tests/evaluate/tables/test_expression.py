from __future__ import annotations

import numpy as np
import pytest

from plaudit.core import UsageError
from plaudit.evaluate.tables.expression import evaluated

ROWS = [
    {"a": "1", "b": 4, "list": "[10, 2]", "two words": 5, "said": "A>B", "in": {"x": 7}},
    {"a": "3", "b": 9, "list": [6], "two words": None, "said": "B>A", "in": {"x": 8}},
]


@pytest.mark.parametrize(
    ("expression", "values"),
    [
        ("a + b * 2", [9, 21]),
        ("-a ** 2", [-1, -9]),
        ("sqrt(b) / a", [2, 1]),
        ("min(list)", [2, 6]),
        ("mean(list) + max(a, b)", [10, 15]),
        ("list[1]", [2, np.nan]),
        ("filled(list[1], 0)", [2, 0]),
        ("clip(b, 0, 5)", [4, 5]),
        ("z(a)", [-1, 1]),
        ('col("two words")', [5, np.nan]),
        ("in_x", None),
        ('said == "A>B"', [1, 0]),
        ("a >= 3", [0, 1]),
        ("1 / (a - 1)", [np.nan, 0.5]),
        ("7", [7, 7]),
    ],
)
def test_values(expression: str, values: list[float] | None) -> None:
    if values is None:
        with pytest.raises(UsageError, match="Choose among: a, b, list"):
            evaluated(expression, ROWS)
    else:
        np.testing.assert_allclose(evaluated(expression, ROWS), values)


def test_a_path_into_a_column() -> None:
    rows = [{"judge": {"alignment": {"score": 4}}}, {"judge": {}}]
    np.testing.assert_allclose(evaluated("judge.alignment.score", rows), [4, np.nan])


@pytest.mark.parametrize(
    "expression",
    [
        "a +",
        "__import__('os')",
        "open(a)",
        "a.__class__()",
        "list",
        "[a]",
        "min()",
        "a if b else 0",
        "a[0]",
        "lambda: 1",
    ],
)
def test_anything_else_is_refused(expression: str) -> None:
    with pytest.raises(UsageError):
        evaluated(expression, ROWS)
