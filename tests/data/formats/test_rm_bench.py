from __future__ import annotations

from tests.data.formats.fixture import fixture, winner


def test_right_beats_wrong_in_every_style() -> None:
    fruit, total = fixture("rm_bench")
    assert winner(fruit) == "Apple." and fruit.tags == ("domain=chat",)
    assert [label.of for label in fruit.labels] == [(i, j) for i in (0, 1, 2) for j in (3, 4, 5)]
    assert [response.tags for response in fruit.responses[3:]] == [
        ("style=concise",),
        ("style=detailed",),
        ("style=markdown",),
    ]
    assert winner(total) == "2" and total.responses[5].text == "**3**"
