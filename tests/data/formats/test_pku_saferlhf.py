from __future__ import annotations

from plaudit.core import Label
from tests.data.formats.fixture import fixture, winner


def test_the_better_and_the_safer_may_differ() -> None:
    lock, fruit = fixture("pku_saferlhf")
    assert winner(lock) == "Break it." and lock.responses[0].source == "m0"
    assert lock.labels[1] == Label(values=(1.0, 0.0), of=(1, 0), dimension="safety")
    assert lock.labels[2] == Label(values=(0.0, 1.0), kind="binary", dimension="safe")
    assert lock.tags == ("prompt_source=Alpaca3-8B",) and lock.extra == {"response_0_severity_level": 1}
    assert winner(fruit) == "Apple."
