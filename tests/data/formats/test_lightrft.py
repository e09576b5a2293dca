from __future__ import annotations

from plaudit.core import Image, Label, Video, prefer
from tests.data.formats.fixture import FOLDER, fixture


def test_a_is_the_first_b_the_second_and_c_a_tie() -> None:
    first, second, tie = fixture("lightrft")
    assert [r.parts for r in first.responses] == [(Image(FOLDER / "a.png"),), (Image(FOLDER / "b.png"),)]
    assert first.labels == (prefer(0, 1),) and first.prompt[0].text == "A red kite"
    assert second.labels == (Label(values=(1.0, 0.0), of=(1, 0), note="The second kite is red."),)
    assert [pair.gap for pair in tie.labels[0].pairs()] == [0.0] and tie.labels[0].decision == "given"
    assert tie.responses[0].parts == (Video(FOLDER / "a.mp4"),)
