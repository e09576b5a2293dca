from __future__ import annotations

from plaudit.core import Image, Label, Text
from tests.data.formats.fixture import FOLDER, fixture


def test_scores_of_steps() -> None:
    find, _ = fixture("visual_prm")
    assert find.prompt[0].parts == (Image(FOLDER / "Geometry3K" / "img.png"), Text("Find x."))
    assert find.responses[0].text == "The angles sum to 180.\nSo x is 50."
    assert find.labels == (Label(values=(None,), kind="rating", scale=(0, 1), steps=((0.75, 0.0),)),)
    assert find.reference == (Text("52"),) and find.extra["response"] == "Step 1. Step 2."
    assert find.responses[0].extra["steps"][0] == {"num_mc_correct": 12, "num_mc_total": 16}


def test_plus_and_minus_in_a_conversation() -> None:
    _, bar = fixture("visual_prm")
    assert bar.prompt[0].parts == (Image(FOLDER / "chart.png"), Text("\nWhich bar is taller?"))
    response = bar.responses[0]
    steps = [response.text[int(span.start) : int(span.end)] for span in response.steps]
    assert steps == ["The first has 3.", "The second has 2, so it is taller."]
    assert bar.labels == (Label(values=(None,), kind="binary", steps=((1.0, 0.0),)),)
