from __future__ import annotations

import pytest

from plaudit.data.spread import KEPT, Spread


def test_by_hand() -> None:
    spread = Spread()
    assert spread.to_json() == {"n": 0}
    spread.add(3, -1)
    spread.add(4, 2)  # in order: -1, 2, 3, 4; the median is at place 2
    assert spread.to_json() == {"n": 4, "mean": 2, "least": -1, "median": 3, "p90": 4, "p99": 4, "most": 4}


def test_many_numbers_are_drawn_alike() -> None:
    n = 5 * KEPT
    spread = Spread(seed=1)
    spread.add(*range(n))
    found = spread.to_json()
    assert (found["n"], found["least"], found["most"]) == (n, 0, n - 1)
    assert found["mean"] == (n - 1) / 2
    # the place of a median of 10,000 draws has the standard deviation n / (2 * sqrt(10,000)) = n / 200
    assert found["median"] == pytest.approx(n / 2, abs=4 * n / 200)
