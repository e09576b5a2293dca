from __future__ import annotations

import base64
from pathlib import Path
from threading import Barrier

import numpy as np
import PIL.Image
import pytest

from plaudit.core import Audio, Image, MediaError, Video
from plaudit.media import Budget, Shared, in_order
from tests.fakes import png
from tests.media.recorded import grey, recorded, tone, wav
from tests.scripted import Said, scripted


def test_the_same_content_is_decoded_once(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png("red"))
    (tmp_path / "b.png").write_bytes(png("red"))
    uri = "data:image/png;base64," + base64.b64encode(png("red")).decode()
    held = [png("red"), tmp_path / "a.png", tmp_path / "b.png", (tmp_path / "b.png").as_uri(), uri]
    shared = Shared()
    red = shared.image(Image(png("red")))
    assert all(shared.image(Image(data)) is red for data in held)
    assert shared.image(Image(png("red"), role="mask")) is red
    assert shared.image(Image(png("blue"))) is not red
    assert Shared().image(Image(png("red"))) is not red


def test_decoded_media_are_known_by_object() -> None:
    shared, pixels = Shared(), PIL.Image.new("L", (3, 2), 7)
    assert shared.image(Image(pixels)) is shared.image(Image(pixels)) is not shared.image(Image(pixels.copy()))
    frames = np.zeros((4, 6, 8, 3), np.uint8)
    film = shared.video(Video(frames, fps=2.0))
    assert film is shared.video(Video(frames, fps=2.0))
    assert len(shared.video(Video(frames, fps=2.0, start=1.0)).images) == 2 and len(film.images) == 4
    sizes = {shared.image(Image(PIL.Image.new("L", (k + 1, 1)))).width for k in range(50)}
    assert sizes == set(range(1, 51))  # none was taken for one that is gone and had its place in memory


def test_films_and_sounds_and_how_they_are_read(tmp_path: Path) -> None:
    shared, path = Shared(), recorded(tmp_path / "film.mp4", grey(20))
    film = shared.video(Video(path), count=2)
    assert film is shared.video(Video(path.read_bytes()), count=2)
    assert len(film.images) == 2 and len(shared.video(Video(path), count=3).images) == 3
    assert len(shared.video(Video(path), fps=5).images) == 10
    assert len(shared.video(Video(path, end=1.0), fps=5).images) == 5
    sound = Audio(wav(tone(0.5, 8000), rate=8000))
    assert shared.audio(sound) is shared.audio(sound) is not shared.audio(sound, rate=8000)
    assert shared.audio(Audio(sound.data, end=0.25), rate=8000).seconds == 0.25


def test_a_url_is_asked_once_and_an_error_is_kept() -> None:
    with scripted(Said(200, "P3 1 1 255 255 0 0"), Said(404, "gone")) as (url, asked):
        shared = Shared(Budget(urls=True, private=True))
        assert shared.image(Image(f"{url}/a")) is shared.image(Image(f"{url}/a"))
        for _ in range(2):
            with pytest.raises(MediaError, match="404") as error:
                shared.image(Image(f"{url}/b"))
            assert error.value.where == f"{url}/b"
    assert [a.path for a in asked] == ["/a", "/b"]


def test_threads_that_ask_at_once_get_one_object() -> None:
    shared, together = Shared(), Barrier(4, timeout=30)

    def ask(_: int) -> int:
        together.wait()
        return id(shared.image(Image(png("red"))))

    assert len(set(in_order(ask, range(4), threads=4))) == 1
