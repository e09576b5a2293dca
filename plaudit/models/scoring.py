"""Rows to batches that waste little padding, without holding all pixels of a stream in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from plaudit.models.layout import Row

TOKENS_PER_BATCH = 16_384
"""Tokens of one forward pass, padding included, where no batch size is given."""
WINDOW = 4
"""How many batches' worth of rows are sorted by length at a time."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A row, and whose it is."""

    sample: int
    response: int
    row: Row


def batched(rows: Iterable[Placed], batch_size: int | None) -> Iterator[list[Placed]]:
    """Rows of similar length together. batch_size: rows of a batch; None: as many as fit the token budget.

    The order of a stream changes with this, its scores do not: each row knows whose it is.
    """
    window: list[Placed] = []
    longest = 0
    for placed in rows:
        window.append(placed)
        longest = max(longest, len(placed.row.ids))
        if len(window) >= WINDOW * _size(longest, batch_size):
            yield from _sorted_batches(window, batch_size)
            window, longest = [], 0
    yield from _sorted_batches(window, batch_size)


def together(rows: Iterable[Placed], batch_size: int | None) -> Iterator[list[Placed]]:
    """Rows in the order of the stream, so that the responses of a sample meet and share their prompt.

    batch_size: rows of a batch; None: as many as fit the token budget, a prompt counted once.
    """
    batch: list[Placed] = []
    tokens = 0
    for placed in rows:
        whole = len(placed.row.ids)
        more = whole - placed.row.prompt if batch and batch[-1].sample == placed.sample else whole
        if batch and (len(batch) == batch_size or (batch_size is None and tokens + more > TOKENS_PER_BATCH)):
            yield batch
            batch, tokens, more = [], 0, whole
        batch.append(placed)
        tokens += more
    if batch:
        yield batch


def _sorted_batches(window: Sequence[Placed], batch_size: int | None) -> Iterator[list[Placed]]:
    """The longest rows first, so that running out of memory shows at once."""
    batch: list[Placed] = []
    for placed in sorted(window, key=lambda p: -len(p.row.ids)):
        if batch and len(batch) >= _size(len(batch[0].row.ids), batch_size):
            yield batch
            batch = []
        batch.append(placed)
    if batch:
        yield batch


def _size(longest: int, batch_size: int | None) -> int:
    return batch_size or max(1, TOKENS_PER_BATCH // max(1, longest))
