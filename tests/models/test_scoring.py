from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from plaudit.models.layout import Row
from plaudit.models.scoring import TOKENS_PER_BATCH, WINDOW, Placed, batched, together


def placed(lengths: list[int]) -> list[Placed]:
    return [Placed(s, 0, Row([0] * n, 0, [0] * n, (), 0)) for s, n in enumerate(lengths)]


@given(st.lists(st.integers(1, 9000), max_size=40), st.one_of(st.none(), st.integers(1, 7)))
def test_every_row_once_within_the_limits(lengths: list[int], batch_size: int | None) -> None:
    batches = list(batched(placed(lengths), batch_size))
    assert sorted(p.sample for batch in batches for p in batch) == list(range(len(lengths)))
    for batch in batches:
        longest = max(len(p.row.ids) for p in batch)
        if batch_size is None:
            assert len(batch) == 1 or len(batch) * longest <= TOKENS_PER_BATCH
        else:
            assert len(batch) <= batch_size


def test_rows_of_like_length_go_together_within_a_window() -> None:
    batches = list(batched(placed([5, 1, 4, 2, 3, 6, 9, 8]), 2))
    assert WINDOW == 4
    assert [[len(p.row.ids) for p in batch] for batch in batches] == [[9, 8], [6, 5], [4, 3], [2, 1]]


def test_a_stream_is_read_a_window_at_a_time() -> None:
    rows = iter(placed([1] * 100))
    next(batched(rows, 2))
    assert len(list(rows)) == 100 - 2 * WINDOW


@given(st.lists(st.integers(1, 9000), max_size=40), st.one_of(st.none(), st.integers(1, 7)))
def test_together_keeps_the_order_and_the_limits(lengths: list[int], batch_size: int | None) -> None:
    batches = list(together(placed(lengths), batch_size))
    assert [p.sample for batch in batches for p in batch] == list(range(len(lengths)))
    for batch in batches:
        if batch_size is None:
            assert len(batch) == 1 or sum(len(p.row.ids) for p in batch) <= TOKENS_PER_BATCH
        else:
            assert len(batch) <= batch_size


def test_a_prompt_that_responses_share_counts_once() -> None:
    # A prompt of half the budget and responses of an eighth: four fit beside it
    prompt, response = TOKENS_PER_BATCH // 2, TOKENS_PER_BATCH // 8
    row = Row([0] * (prompt + response), prompt, [0] * (prompt + response), (), 0)
    batches = list(together((Placed(0, r, row) for r in range(6)), None))
    assert [[p.response for p in batch] for batch in batches] == [[0, 1, 2, 3], [4, 5]]
