from __future__ import annotations

from pathlib import Path

from tests.data.formats.fixture import fixture, won


def test_a_pair_a_ranking_and_a_tie() -> None:
    pair, ranking, tie = fixture("hpd_v2")
    assert won(pair) == Path("train/b.jpg") and pair.prompt[0].text == "A red kite over a lake"
    assert pair.labels[0].annotator == "u7"
    assert won(ranking) == Path("test/2.jpg") and ranking.labels[0].values == (-2.0, -1.0, -3.0)
    assert [pair.gap for pair in tie.labels[0].pairs()] == [0.0]


def test_annotators_do_not_count_beside_their_common_ranking() -> None:
    _, ranking, _ = fixture("hpd_v2")
    common, first, second = ranking.labels
    assert (common.dimension, first.dimension, second.dimension) == ("overall", "individual", "individual")
    assert (first.annotator, first.values) == ("u1", (-1.0, -2.0, -3.0))
    assert (second.annotator, second.values) == ("u2", (-2.0, -1.0, -3.0))
