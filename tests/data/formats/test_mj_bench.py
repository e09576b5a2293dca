from __future__ import annotations

from pathlib import Path

from tests.data.formats.fixture import fixture, won


def test_the_label_is_the_number_of_the_better() -> None:
    hoodie, cup = fixture("mj_bench")
    assert won(hoodie) == Path("a.jpg") and hoodie.prompt[0].text == "a man in a grey hoodie"
    assert hoodie.extra == {"info": "human"}
    assert won(cup) == Path("d.jpg")
