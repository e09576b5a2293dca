from __future__ import annotations

import pytest

from plaudit.rules.exact import exact
from tests.rules.rated import worth


@pytest.mark.parametrize(
    ("said", "right", "options", "expected"),
    [
        ("PARIS", "Paris", {}, 1.0),
        ("PARIS", "Paris", {"ignore_case": False}, 0.0),
        ("“Paris”.", "Paris", {}, 1.0),
        ("Paris.", "Paris", {"ignore_ends": False}, 0.0),
        ("New\n  York", "New York", {"ignore_ends": False, "ignore_case": False}, 1.0),
        ("5", "-5", {}, 0.0),
        (".5", "5", {}, 0.0),
        ("5!", "5", {}, 0.0),
        ("", ".", {}, 0.0),
        ("２", "2", {}, 1.0),  # noqa: RUF001  (full width, which NFKC makes plain)
    ],
)
def test_what_counts_as_equal(said: str, right: str, options: dict[str, bool], expected: float) -> None:
    assert worth(exact(**options), said, right) == expected
