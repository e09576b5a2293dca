from __future__ import annotations

from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from plaudit.core import Image, Sample, answer, user
from plaudit.train.order import ShardOrder, StepOrder, rough_length


def steps(count: int, size: int, accumulate: int, world: int, **options: object) -> list[list[int]]:
    """The samples of each step, whoever computes them."""
    ranks = [
        list(StepOrder(count, size=size, accumulate=accumulate, rank=r, world=world, **options))  # type: ignore[arg-type]
        for r in range(world)
    ]
    rounds = [sorted(chain(*together)) for together in zip(*ranks, strict=True)]
    return [sorted(chain(*rounds[k : k + accumulate])) for k in range(0, len(rounds), accumulate)]


def test_the_same_steps_however_they_are_shared_out() -> None:
    alone = steps(29, 8, 1, 1)
    assert [len(step) for step in alone] == [8, 8, 8, 5]
    for size, accumulate, world in ((1, 8, 1), (4, 2, 1), (4, 1, 2), (2, 2, 2), (1, 1, 8)):
        assert steps(29, size, accumulate, world) == alone


@given(
    count=st.integers(0, 60),
    size=st.integers(1, 5),
    accumulate=st.integers(1, 4),
    world=st.integers(1, 4),
    lengths=st.booleans(),
)
def test_every_sample_once_and_every_process_as_often(
    count: int, size: int, accumulate: int, world: int, lengths: bool
) -> None:
    made = [
        StepOrder(
            count,
            size=size,
            accumulate=accumulate,
            rank=r,
            world=world,
            lengths=[i % 7 for i in range(count)] if lengths else None,
        )
        for r in range(world)
    ]
    batches = [list(order) for order in made]
    assert sorted(chain(*chain(*batches))) == list(range(count))
    assert {len(b) for b in batches} == {len(made[0])}
    assert all(len(batch) <= size for batch in chain(*batches))


def test_epochs_and_seeds_differ_and_repeat() -> None:
    def order(seed: int, epoch: int) -> list[int]:
        made = StepOrder(50, size=4, seed=seed)
        made.set_epoch(epoch)
        return list(chain(*made))

    seen = [order(seed, epoch) for seed in (0, 1) for epoch in (0, 1)]
    assert len({tuple(o) for o in seen}) == 4
    assert order(1, 1) == seen[3]


def test_samples_of_like_length_share_a_step() -> None:
    lengths = [(7 * i) % 100 for i in range(100)]
    by_length = StepOrder(100, size=10, lengths=lengths)
    spread = [max(lengths[i] for i in batch) - min(lengths[i] for i in batch) for batch in by_length]
    assert spread == [9] * 10
    assert [min(lengths[i] for i in batch) for batch in by_length] != sorted(range(0, 100, 10))


@given(count=st.integers(0, 40), size=st.integers(1, 7), world=st.integers(1, 5))
def test_evaluation_shares_are_consecutive_complete_and_alike_in_batches(count: int, size: int, world: int) -> None:
    shares = [ShardOrder(count, size=size, rank=r, world=world) for r in range(world)]
    assert [i for share in shares for batch in share for i in batch] == list(range(count))
    assert {len(list(share)) for share in shares} == {len(shares[0])}
    assert all(len(batch) <= size for share in shares for batch in share)
    sizes = [sum(map(len, share)) for share in shares]
    assert max(sizes) - min(sizes) <= 1


def test_rough_length_counts_text_and_media() -> None:
    sample = Sample(id="s", prompt=(user("12345", Image(b"")),), responses=(answer("1"), answer("123")), labels=())
    assert rough_length(sample) == 5 + 1000 + 3
