from __future__ import annotations

from plaudit.core import Criterion, Text
from tests.data.formats.fixture import fixture


def test_criteria_by_axis() -> None:
    head, cut = fixture("health_bench")
    assert head.id == "a1" and head.prompt[0].text == "My head hurts." and head.responses == ()
    assert head.criteria == (
        Criterion(text="Asks since when.", dimension="context_awareness", weight=7),
        Criterion(text="Names a drug at once.", dimension="accuracy", weight=-5),
    )
    assert head.reference == (Text("Since when?"),) and head.tags == ("theme=context_seeking",)
    assert head.extra == {
        "canary": "x",
        "ideal_completions_data": {"ideal_completions_group": "g1"},
        "rubrics": [{"tags": ["level:example", "axis:context_awareness"]}, {"tags": ["axis:accuracy"]}],
    }
    assert [turn.role for turn in cut.prompt] == ["user", "assistant", "user"]
    assert cut.criteria == (Criterion(text="Asks how deep.", weight=3),)
