from __future__ import annotations

import pytest

from plaudit.core import DataError, Image, Label, Text
from plaudit.data.formats.trl_unpaired import trl_unpaired
from tests.data.formats.fixture import FOLDER, fixture


def test_one_response_and_whether_it_is_good() -> None:
    good, bad, seen = fixture("trl_unpaired")
    assert good.labels == (Label(values=(1.0,), kind="binary"),) and good.responses[0].text == " blue."
    assert bad.labels == (Label(values=(0.0,), kind="binary"),) and bad.responses[0].text == "It is green."
    assert seen.prompt[0].parts == (Image(FOLDER / "cat.png"), Text("What is it?")) and seen.extra == {"lang": "en"}


@pytest.mark.parametrize(("label", "value"), [("True", 1.0), ("false", 0.0), (1, 1.0), (0.0, 0.0)])
def test_labels_of_a_table(label: object, value: float) -> None:
    read = trl_unpaired.read({"prompt": "a", "completion": "b", "label": label}, "a.csv:2", FOLDER)
    assert read.labels[0].values == (value,)


def test_a_label_that_is_none() -> None:
    with pytest.raises(DataError, match="'good' has no meaning") as error:
        trl_unpaired.read({"prompt": "a", "completion": "b", "label": "good"}, "a.csv:2", FOLDER)
    assert error.value.where == "a.csv:2: label" and "true, false" in error.value.remedy
