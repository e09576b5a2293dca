from __future__ import annotations

from pathlib import Path

import PIL.Image

from plaudit.core import Image, Video
from plaudit.data.media_facts import FRAMES, KnownMedia
from plaudit.media import Budget
from tests.tiny import picture


def test_an_image_and_the_frames_of_a_film(tmp_path: Path) -> None:
    known = KnownMedia(Budget())
    picture(6, 4).save(tmp_path / "a.png")
    facts = known.of(Image(tmp_path / "a.png"))
    assert facts.sizes == ((6, 4),) and len(facts.looks) == 1 and facts.error is None
    film = Video(tuple(Image((tmp_path / "a.png").read_bytes()) for _ in range(9)), fps=3.0)
    assert known.of(film).sizes == ((6, 4),) * FRAMES and set(known.of(film).looks) == set(facts.looks)


def test_bytes_are_known_by_content_and_an_error_is_remembered_without_its_traceback(tmp_path: Path) -> None:
    known = KnownMedia(Budget())
    first, again = (known.of(Image(b"no picture")) for _ in range(2))
    assert first is again and first.error is not None
    assert first.error.__traceback__ is first.error.__cause__ is first.error.__context__ is None
    PIL.Image.new("RGB", (2, 2)).save(tmp_path / "a.png")
    whole = (tmp_path / "a.png").read_bytes()
    broken = known.of(Image(whole[:40])).error
    assert broken is not None and broken.__cause__ is None


def test_what_would_have_to_be_fetched_is_not_tried() -> None:
    url = Image("https://example.org/a.png")
    assert KnownMedia(Budget()).untried(url) and KnownMedia(Budget()).of(url).error is None
    assert not KnownMedia(Budget(urls=True)).untried(url)
