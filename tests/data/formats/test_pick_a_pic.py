from __future__ import annotations

from pathlib import Path

import pytest

from plaudit.core import DataError, Label
from plaudit.data.formats.pick_a_pic import pick_a_pic
from tests.data.formats.fixture import FOLDER, fixture, fixture_rows, won


def test_a_win_a_tie_and_no_choice() -> None:
    kite, cats, boat = fixture("pick_a_pic")
    assert won(kite) == Path("b.jpg") and kite.prompt[0].text == "a red kite"
    assert kite.labels == (Label(values=(0.0, 1.0), kind="share", annotator="12"),)
    assert [response.source for response in kite.responses] == ["sdxl", "dreamlike"]
    assert kite.extra == {"ranking_id": 7, "are_different": True, "has_label": True}
    assert cats.labels == (Label(values=(0.5, 0.5), kind="share", annotator="13"),)
    assert boat.labels == (Label(values=(None, None), decision="missing"),)
    row = fixture_rows("pick_a_pic")[2] | {"label_0": None, "label_1": None}
    assert pick_a_pic.read(row, "a.parquet:row 1", FOLDER).labels == boat.labels


def test_parts_of_more_than_one_win() -> None:
    row = fixture_rows("pick_a_pic")[0] | {"label_0": 1}
    with pytest.raises(DataError, match="no parts of one win") as error:
        pick_a_pic.read(row, "a.parquet:row 1", FOLDER)
    assert error.value.where == "a.parquet:row 1: label_0"
