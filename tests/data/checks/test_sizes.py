from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from plaudit.core import Image, Sample, Unscored, answer, user
from plaudit.data import Tokens
from plaudit.data.checking import Given
from plaudit.data.checks.sizes import Sizes
from plaudit.data.media_facts import KnownMedia
from plaudit.media import Budget
from tests.data.checks.running import FILE, places, ran
from tests.tiny import picture


def test_text_pixels_and_tokens(tmp_path: Path) -> None:
    picture(6, 4).save(tmp_path / "a.png")

    def tokens(sample: Sample) -> Sequence[Tokens | Unscored]:
        return [Tokens(10, 4, 0), Tokens(12, 4, 3), Unscored(why="truncated", detail="too long")]

    sample = Sample(
        id="a",
        prompt=(user(Image(tmp_path / "a.png"), "What?"),),
        responses=(answer("x"), answer("xyz"), answer("xyz")),
    )
    check = Sizes(Given(path=FILE, media=KnownMedia(Budget()), tokens=tokens))
    found = ran(check, [sample])
    assert places(found) == [("warning", "line 1", "responses[1]"), ("warning", "line 1", "responses[2]")]
    assert "cuts 3 of 15 tokens" in found[0].what and "too long" in found[1].what
    figures = check.figures()
    assert figures["pixels"] == {"n": 1, "mean": 24, "least": 24, "median": 24, "p90": 24, "p99": 24, "most": 24}
    assert figures["tokens"]["n"] == 2 and figures["tokens"]["mean"] == 11 and figures["tokens"]["most"] == 12
    assert figures["response characters"]["mean"] == 7 / 3 and figures["prompt characters"]["most"] == 5
