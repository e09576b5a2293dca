"""Several media at a time, each once: decoders let go of Python's lock, so threads keep every core busy."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Hashable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import Generic, TypeVar

A = TypeVar("A")
B = TypeVar("B")


def in_order(
    do: Callable[[A], B], things: Iterable[A], *, threads: int | None = None, ahead: int = 4
) -> Generator[B, None, None]:
    """`do` of every thing, in their order, several at once.

    threads: None: one per core. ahead: at most so many results per thread are made before they are asked for, so that
    a long stream takes little memory. What `do` raises is raised here, at its place; what was begun is then waited for,
    as it is where the caller closes this before the end.
    """
    threads = threads or os.cpu_count() or 1
    waiting: deque[Future[B]] = deque()
    pool = ThreadPoolExecutor(threads, thread_name_prefix="plaudit-media")
    try:
        for thing in things:
            waiting.append(pool.submit(do, thing))
            if len(waiting) >= threads * ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


class Once(Generic[B]):
    """Makes a thing for each key once, whichever thread asks first; whoever asks meanwhile waits for it.

    Kept for good, an error too, which is raised again.
    """

    def __init__(self) -> None:
        self._made: dict[Hashable, B] = {}
        self._begun: dict[Hashable, Future[B]] = {}  # only while it is made: a future weighs more than most things
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], B]) -> B:
        """What was made for the key, or else what `make` makes."""
        with self._lock:
            if key in self._made:
                return self._made[key]
            first = key not in self._begun
            begun = self._begun.setdefault(key, Future())
        if first:
            try:
                begun.set_result(make())
            except BaseException as error:
                begun.set_exception(error)
            else:
                with self._lock:
                    self._made[key] = self._begun.pop(key).result()
        return begun.result()
