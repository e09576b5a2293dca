"""What a server counts, in the form that Prometheus reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from plaudit.core import Unscored, Verdict

SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256)


class Metrics:
    """Of one app; two apps in a process do not mix."""

    def __init__(self) -> None:
        self._registry = of = CollectorRegistry()
        self._requests = Counter("plaudit_requests", "Requests answered", ["route", "status"], registry=of)
        self._seconds = Histogram("plaudit_request_seconds", "Time to the answer", ["route"], registry=of)
        self._samples = Counter("plaudit_samples", "Samples that got a verdict", registry=of)
        self._scored = Counter("plaudit_responses_scored", "Responses with a score", registry=of)
        self._unscored = Counter("plaudit_responses_unscored", "Responses without one", ["why"], registry=of)
        self._depth = Gauge("plaudit_queue_depth", "Samples that wait", ["queue"], registry=of)
        self._sizes = Histogram("plaudit_batch_size", "Samples of a batch", ["queue"], buckets=SIZES, registry=of)

    def queue(self, name: str, depth: Callable[[], int]) -> Callable[[int], None]:
        """Watches a queue; the function it gives takes the size of every batch."""
        self._depth.labels(name).set_function(lambda: float(depth()))
        return self._sizes.labels(name).observe

    def request(self, route: str, status: int, seconds: float) -> None:
        """One request, answered."""
        self._requests.labels(route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def verdicts(self, verdicts: Iterable[Verdict]) -> None:
        """What was scored, and why the rest was not."""
        for verdict in verdicts:
            self._samples.inc()
            for score in verdict.scores:
                counter = self._unscored.labels(score.why) if isinstance(score, Unscored) else self._scored
                counter.inc()

    def text(self) -> bytes:
        """Everything, as /metrics sends it."""
        return generate_latest(self._registry)
