from __future__ import annotations

from plaudit.core import Criterion, Text
from tests.data.formats.fixture import fixture


def test_the_rubric_and_its_weights() -> None:
    rickets, leaves = fixture("rubrics_as_rewards")
    assert rickets.prompt[0].text == "What causes rickets?" and rickets.responses == () and rickets.labels == ()
    assert rickets.criteria == (
        Criterion(text="Essential: it names vitamin D.", dimension="Names the vitamin", weight=5),
        Criterion(text="Pitfall: it promises a cure.", dimension="No cure-all", weight=-2),
    )
    assert rickets.reference == (Text("Too little vitamin D."),) and rickets.tags == ("question_source=med_qa",)
    assert leaves.reference == ()
