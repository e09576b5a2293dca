from __future__ import annotations

from pathlib import Path

from tests.data.formats.fixture import fixture, won


def test_the_first_path_is_the_better() -> None:
    kite, cats = fixture("hpd_v3")
    assert won(kite) == Path("images/a.jpg") and kite.prompt[0].text == "A red kite over a lake"
    assert [response.source for response in kite.responses] == ["flux", "sdxl"]
    assert kite.labels[0].strength == 0.9 and kite.extra == {"choice_dist": [12, 7]}
    assert won(cats) == Path("images/c.jpg") and cats.labels[0].strength is None
