from __future__ import annotations

from collections.abc import Sequence
from threading import Event, Thread

import pytest

from plaudit.serve.batcher import Batcher
from plaudit.serve.rejected import Rejected


class Halves:
    """Divides 60 by each number, once the gate is open."""

    def __init__(self, limit: int = 10, max_batch: int = 4) -> None:
        self.gate, self.entered = Event(), Event()
        self.batches: list[list[int]] = []
        self.sizes: list[int] = []
        self.batcher: Batcher[int, float] = Batcher(
            self.work, max_batch=max_batch, max_wait=0.0, limit=limit, tell=self.sizes.append
        )
        self.batcher.start()

    def work(self, numbers: Sequence[int]) -> list[float]:
        self.entered.set()
        assert self.gate.wait(30)
        self.batches.append(list(numbers))
        return [60 / number for number in numbers]

    def busy(self) -> None:
        """Returns when the worker holds a batch of one."""
        self.batcher.submit([1])
        assert self.entered.wait(30)


def test_what_waits_is_done_together_but_not_more_than_fits() -> None:
    at = Halves()
    at.busy()
    futures = [future for k in range(2, 8) for future in at.batcher.submit([k])]
    assert at.batcher.depth == 6
    at.gate.set()
    assert [future.result(30) for future in futures] == [30, 20, 15, 12, 10, 60 / 7]
    assert at.batches == [[1], [2, 3, 4, 5], [6, 7]]
    assert at.sizes == [1, 4, 2]
    at.batcher.stop()


def test_only_the_task_at_fault_fails() -> None:
    at = Halves()
    at.busy()
    futures = at.batcher.submit([2, 0, 4])
    at.gate.set()
    assert [futures[0].result(30), futures[2].result(30)] == [30, 15]
    assert isinstance(futures[1].exception(30), ZeroDivisionError)
    assert at.batcher.submit([5])[0].result(30) == 12  # it goes on
    at.batcher.stop()


def test_too_few_results_fail_the_batch_and_not_the_worker() -> None:
    batcher: Batcher[int, int] = Batcher(
        lambda numbers: list(numbers)[1:], max_batch=1, max_wait=0.0, limit=9, tell=lambda size: None
    )
    batcher.start()
    for future in batcher.submit([1, 2]):
        assert isinstance(future.exception(30), ValueError)
    batcher.stop()


def test_a_full_queue_takes_all_or_none() -> None:
    at = Halves(limit=3)
    at.busy()
    at.batcher.submit([2, 3])
    assert at.batcher.ready
    with pytest.raises(Rejected) as full:
        at.batcher.submit([4, 5])
    assert full.value.status == 429 and int(full.value.headers["Retry-After"]) >= 1
    at.batcher.submit([4])
    assert not at.batcher.ready
    with pytest.raises(Rejected, match="4 > 3 samples") as never:
        at.batcher.submit([1, 2, 3, 4])
    assert never.value.status == 413
    at.gate.set()
    at.batcher.stop()


def test_what_nobody_waits_for_is_not_done() -> None:
    at = Halves()
    at.busy()
    given_up, wanted = at.batcher.submit([2, 3])
    assert given_up.cancel()
    at.gate.set()
    assert wanted.result(30) == 20
    assert at.batches == [[1], [3]]
    at.batcher.stop()


def test_a_closed_queue_rejects() -> None:
    at = Halves()
    at.busy()
    (waiting,) = at.batcher.submit([2])
    (given_up,) = at.batcher.submit([3])
    given_up.cancel()
    closing = Thread(target=at.batcher.stop)
    closing.start()
    while at.batcher.ready:
        pass
    at.gate.set()
    closing.join()
    assert isinstance(waiting.exception(30), Rejected)
    assert at.batches == [[1]]
    with pytest.raises(Rejected, match="closing") as closed:
        at.batcher.submit([2])
    assert closed.value.status == 503
