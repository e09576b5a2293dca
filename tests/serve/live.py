"""Real servers on free ports, and a scorer that stops where a test wants it to."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from threading import Event

import httpx

from plaudit.core import Sample, ScorerInfo, Verdict
from plaudit.rules.longest import longest

http = httpx.Client(timeout=30)
"""One for all tests: a new one reads all certificates each time."""


class Gated:
    """Scores like `longest`, but not before the gate is open; fails over a sample that says "boom"."""

    info: ScorerInfo = longest().info

    def __init__(self) -> None:
        self.gate, self.entered = Event(), Event()

    def score(self, samples: Sequence[Sample]) -> list[Verdict]:
        self.entered.set()
        assert self.gate.wait(30)
        if any("boom" in response.text for sample in samples for response in sample.responses):
            raise RuntimeError("it broke")
        return longest().score(samples)


def metric(url: str, name: str) -> float:
    """One number of /metrics, by its name with labels."""
    found = re.search(rf"^{re.escape(name)} (\S+)$", http.get(f"{url}/metrics").text, re.MULTILINE)
    return float(found[1]) if found else 0.0


def wait_for(url: str, name: str, value: float) -> None:
    """Until a metric has this value."""
    while metric(url, name) != value:
        time.sleep(0.002)
