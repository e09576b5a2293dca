from __future__ import annotations

from plaudit.core import Image, Label, Text
from tests.data.formats.fixture import fixture


def test_a_label_for_each_factor() -> None:
    first, second = fixture("image_edit_judge")
    source = Image("https://example.org/a.jpg", role="source")
    assert first.prompt[0].parts == (source, Text("Have the boy stretch out his hands."))
    assert first.responses[0].parts == (Image("https://example.org/b.jpg"),)
    assert first.labels[0] == Label(
        values=(7.0,), kind="rating", scale=(1, 7), dimension="alignment", annotator="anon_91"
    )
    assert [label.dimension for label in first.labels] == ["alignment", "image_quality", "overall"]
    assert {label.dimension: label.values for label in second.labels} == {"alignment": (6.0,), "overall": (3.0,)}
    assert first.group == second.group == "HumanEdit_Action_0"
