from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from pathlib import Path

import PIL.Image

from plaudit.core import Image, Text, Video
from plaudit.data.media_facts import FRAMES, KnownMedia
from plaudit.media import Budget
from tests.fakes import png
from tests.scripted import Said, scripted
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


def test_a_url_is_asked_once() -> None:
    with scripted(Said(200, "P3 1 1 255 255 0 0")) as (url, asked):
        known = KnownMedia(Budget(urls=True, private=True))
        assert known.of(Image(url)).sizes == known.of(Image(url, role="mask")).sizes == ((1, 1),)
    assert len(asked) == 1


def test_equal_content_at_two_places_is_named_by_its_own() -> None:
    known = KnownMedia(Budget())
    uri = Image("data:image/png;base64," + base64.b64encode(b"no picture").decode())
    places = [facts.error.where for facts in map(known.of, (uri, Image(b"no picture"))) if facts.error]
    assert places == ["data:image/png;base64,...", "image of 10 bytes"]


def test_the_next_few_are_opened_ahead_and_threads_end_with_the_caller() -> None:
    known, read, asked_by = KnownMedia(Budget()), [], set()

    def stream() -> Iterator[Image]:
        for k in range(10_000):
            read.append(k)
            yield Image(png("red" if k % 2 else "blue"))

    def parts(image: Image) -> list[Image]:
        asked_by.add(threading.current_thread())
        return [image]

    rows = known.ahead(stream(), parts)
    assert next(rows) == Image(png("blue")) and len(read) < 10_000
    rows.close()
    threads = asked_by - {threading.current_thread()}
    assert threads and not any(thread.is_alive() for thread in threads)


def test_rows_of_text_go_to_a_thread_together_and_keep_their_places() -> None:
    shown = {70: Image(png("red")), 71: Image(png("blue")), 199: Image(b"no picture")}
    asked_by_threads = []

    def parts(k: int) -> list[Text | Image]:
        if threading.current_thread() is not here:
            asked_by_threads.append(k)
        return [Text("So?"), shown[k]] if k in shown else [Text("So?")]

    here = threading.current_thread()
    assert list(KnownMedia(Budget()).ahead(range(201), parts)) == list(range(201))
    assert sorted(asked_by_threads) == [63, 70, 71, 135, 199, 200]  # 64 rows, or up to the next with media
