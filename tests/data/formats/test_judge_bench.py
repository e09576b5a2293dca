from __future__ import annotations

from tests.data.formats.fixture import fixture, winner


def test_the_label_names_the_better() -> None:
    vitamin, order = fixture("judge_bench")
    assert winner(vitamin) == "It is D." and vitamin.id == "b5ce" and vitamin.tags == ("source=mmlu-pro-health",)
    assert [response.source for response in vitamin.responses] == ["claude", "claude"]
    assert winner(order) == "sorted(x)" and order.prompt[0].text == "Sort."
