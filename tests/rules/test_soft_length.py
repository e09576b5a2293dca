from __future__ import annotations

import pytest

from plaudit.core import UsageError
from plaudit.rules.soft_length import soft_length
from tests.rules.rated import worth


@pytest.mark.parametrize(("length", "expected"), [(0, 0.0), (6, 0.0), (7, -0.25), (9, -0.75), (10, -1.0), (99, -1.0)])
def test_falls_in_a_line_to_the_limit(length: int, expected: float) -> None:
    assert worth(soft_length(limit=10, cache=4), "x" * length) == expected


def test_in_words() -> None:
    assert worth(soft_length(limit=4, cache=2, unit="words"), "one two\nthree") == -0.5


@pytest.mark.parametrize("cache", [0, 5])
def test_a_cache_that_does_not_fit_is_refused(cache: int) -> None:
    with pytest.raises(UsageError, match="cache"):
        soft_length(limit=4, cache=cache)


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(UsageError, match="tokens"):
        soft_length(unit="tokens")  # type: ignore[arg-type]
