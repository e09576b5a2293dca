"""One thread that does the work of many requests in batches."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Generic, TypeVar

from plaudit.serve.rejected import Rejected

T = TypeVar("T")
R = TypeVar("R")
Waiting = tuple[T, "Future[R]"]


class Batcher(Generic[T, R]):
    """A bounded queue and its worker: a batch is full, or has waited for `max_wait` seconds to fill.

    work: a batch of tasks to their results, in order. Only the worker calls it. Where it raises, each task of the batch
    is done again alone, so that only those at fault fail.
    """

    def __init__(
        self,
        work: Callable[[Sequence[T]], Sequence[R]],
        *,
        max_batch: int,
        max_wait: float,
        limit: int,
        tell: Callable[[int], None],
    ) -> None:
        """limit: tasks that may wait. tell: called with the size of every batch."""
        self._work, self._tell = work, tell
        self._max_batch, self._max_wait, self._limit = max_batch, max_wait, limit
        self._waiting: deque[Waiting[T, R]] = deque()
        self._changed = threading.Condition()
        self._open = False
        self._pace = 0.0
        """Seconds a task took lately."""
        self._thread: threading.Thread | None = None

    @property
    def depth(self) -> int:
        """Tasks that wait."""
        return len(self._waiting)

    @property
    def ready(self) -> bool:
        """Whether the next task would be taken."""
        return self._open and self.depth < self._limit

    def start(self) -> None:
        """Opens the queue."""
        self._open = True
        self._thread = threading.Thread(target=self._loop, name="plaudit-batcher", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Closes the queue, and returns when the batch at work is done; what still waits is rejected."""
        with self._changed:
            self._open = False
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join()
        for _, future in self._waiting:
            if future.set_running_or_notify_cancel():
                future.set_exception(_closed())
        self._waiting.clear()

    def submit(self, tasks: Sequence[T]) -> list[Future[R]]:
        """Queues all of them or none. Raises Rejected: 429 where there is no room now, 413 where there is never."""
        with self._changed:
            if not self._open:
                raise _closed()
            if len(tasks) > self._limit:
                remedy = "Send fewer at once."
                raise Rejected(413, "too_many_samples", f"{len(tasks)} > {self._limit} samples", remedy=remedy)
            if len(self._waiting) + len(tasks) > self._limit:
                soon = max(1, math.ceil(self._pace * self.depth))
                raise Rejected(
                    429, "queue_full", f"{self.depth} samples wait", remedy="Try again later.", retry_after=soon
                )
            added: list[Waiting[T, R]] = [(task, Future()) for task in tasks]
            self._waiting.extend(added)
            self._changed.notify_all()
        return [future for _, future in added]

    def _loop(self) -> None:
        while self._open:
            batch = self._gather()
            if batch:
                start = time.monotonic()
                self._tell(len(batch))
                self._do(batch)
                self._pace = (time.monotonic() - start) / len(batch)

    def _gather(self) -> list[Waiting[T, R]]:
        """The next batch, without tasks that nobody waits for any more."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or not self._open)
            self._changed.wait_for(lambda: len(self._waiting) >= self._max_batch or not self._open, self._max_wait)
            if not self._open:
                return []
            batch = [self._waiting.popleft() for _ in range(min(self._max_batch, len(self._waiting)))]
            return [(task, future) for task, future in batch if future.set_running_or_notify_cancel()]

    def _do(self, batch: Sequence[Waiting[T, R]]) -> None:
        try:
            done = list(zip(batch, self._work([task for task, _ in batch]), strict=True))
        except Exception as error:
            if len(batch) == 1:
                batch[0][1].set_exception(error)
                return
            for one in batch:
                self._do([one])
            return
        for (_, future), result in done:
            future.set_result(result)


def _closed() -> Rejected:
    return Rejected(503, "closing", "the server is closing", remedy="Ask another one.", retry_after=5)
