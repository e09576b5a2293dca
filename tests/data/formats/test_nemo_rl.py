from __future__ import annotations

import pytest

from plaudit.core import DataError
from plaudit.data.formats.nemo_rl import nemo_rl
from tests.data.formats.fixture import FOLDER, fixture, winner


def test_the_lowest_rank_is_best_and_equal_ranks_tie() -> None:
    capital, hello = fixture("nemo_rl")
    assert winner(capital) == "Paris." and capital.labels[0].values == (-1.0, 0.0, -1.0)
    assert [(pair.better, pair.worse, pair.gap) for pair in capital.labels[0].pairs()] == [
        (1, 0, 1.0),
        (0, 2, 0.0),
        (1, 2, 1.0),
    ]
    assert capital.tags == ("task_name=geography",)
    assert winner(hello) == "Hello." and hello.responses[0].extra == {"model": "m1"}
    assert [message.role for message in hello.prompt] == ["system", "user"]


def test_a_rank_that_is_missing() -> None:
    said = [{"role": "assistant", "content": "Hi."}]
    row = {"context": said, "completions": [{"rank": 0, "completion": said}, {"completion": said}]}
    with pytest.raises(DataError, match="the row has none") as error:
        nemo_rl.read(row, "a.jsonl:1", FOLDER)
    assert error.value.where == "a.jsonl:1: completions[1].rank"
