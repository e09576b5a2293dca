from __future__ import annotations

from collections import Counter

from plaudit.data.reservoir import Reservoir


def drawn(n: int, most: int, seed: int = 0) -> Reservoir[int]:
    made: Reservoir[int] = Reservoir(most, seed)
    for item in range(n):
        made.add(item)
    return made


def test_few_items_are_all_kept_in_order() -> None:
    assert drawn(5, 5).kept == [0, 1, 2, 3, 4] and drawn(0, 5).seen == 0


def test_each_item_has_the_same_chance() -> None:
    counts = Counter(item for seed in range(4000) for item in drawn(10, 3, seed).kept)
    # each of ten is kept 4,000 x 0.3 = 1,200 times, with the standard deviation sqrt(4,000 x 0.3 x 0.7) = 29
    assert len(counts) == 10 and all(abs(count - 1200) < 4 * 29 for count in counts.values())
    assert drawn(10, 3).seen == 10 and drawn(10, 3, seed=1).kept == drawn(10, 3, seed=1).kept
