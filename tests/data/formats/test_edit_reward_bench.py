from __future__ import annotations

from pathlib import Path

import pytest

from plaudit.core import DataError, Image, Label
from plaudit.data.formats.edit_reward_bench import edit_reward_bench
from tests.data.formats.fixture import FOLDER, fixture, won


def test_the_ranking_names_edits_by_letter() -> None:
    pair, three, bad = fixture("edit_reward_bench")
    assert won(pair) == Path("b.png") and pair.prompt[0].parts[0] == Image(FOLDER / "s.png", role="source")
    assert won(three) == Path("c.png") and three.labels == (Label(values=(-1.0, -2.0, 0.0)),)
    assert bad.labels == (Label(values=(0.5, 0.5), decision="both_bad"),)
    assert three.extra == {"human_vote": {"annotators": 3}}


@pytest.mark.parametrize("ranking", ["A>C", "A>B>C", "A", "better", "A>A", "A=B=Ugly"])
def test_a_ranking_of_others(ranking: str) -> None:
    row = {"prompt": "a", "path_src": "s", "paths_generated": ["a", "b"], "human_vote": {"ranking": ranking}}
    with pytest.raises(DataError, match="ranks no 2 edits") as error:
        edit_reward_bench.read(row, "a.json:row 1", FOLDER)
    assert error.value.where == "a.json:row 1: human_vote.ranking"
