from __future__ import annotations

from pathlib import Path

from tests.data.formats.fixture import fixture, won


def test_rank_one_is_best_and_ranks_may_repeat() -> None:
    ocean, boat = fixture("image_reward")
    assert won(ocean) == Path("2.webp") and ocean.labels[0].values == (-3.0, -1.0, -3.0)
    assert won(boat) == Path("4.webp") and (boat.id, boat.prompt[0].text) == ("000904-0036", "a boat")
