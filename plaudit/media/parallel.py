"""Several media at a time: decoders let go of Python's lock, so threads keep every core busy."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")


def in_order(do: Callable[[A], B], things: Iterable[A], *, threads: int | None = None, ahead: int = 4) -> Iterator[B]:
    """`do` of every thing, in their order, several at once.

    threads: None: one per core. ahead: at most so many results per thread are made before they are asked for, so that
    a long stream takes little memory. What `do` raises is raised here, at its place; what was begun is then waited for.
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
