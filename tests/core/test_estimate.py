from __future__ import annotations

from plaudit.core import Estimate


def test_an_estimate_is_written_with_its_interval_and_number() -> None:
    estimate = Estimate(value=0.91251, low=0.9, high=0.9249, n=300)
    assert str(estimate) == "0.913 [0.900, 0.925] n=300"
    assert estimate.to_json() == {"value": 0.91251, "low": 0.9, "high": 0.9249, "n": 300}
