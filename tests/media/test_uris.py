from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pytest

from plaudit.core import Audio, Image, MediaError, Part, Text, Video
from plaudit.media import Budget, load_image
from plaudit.media.uris import portable, unpacked
from tests.fakes import png

RED = png("red")
URI = "data:image/png;base64," + base64.b64encode(RED).decode()


def data(part: Part) -> Any:
    assert not isinstance(part, Text)
    return part.data


def test_encoded_content_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "red.png").write_bytes(RED)
    for image in (Image(RED), Image(tmp_path / "red.png"), Image((tmp_path / "red.png").as_uri()), Image(URI)):
        assert portable(image) == Image(URI)
        assert unpacked(image) == Image(RED)
    assert portable(Text("Hi")) == unpacked(Text("Hi")) == Text("Hi")


def test_the_type_is_read_off_the_content() -> None:
    buffer = io.BytesIO()
    PIL.Image.new("RGB", (3, 2)).save(buffer, "JPEG")
    assert data(portable(Image(buffer.getvalue()))).startswith("data:image/jpeg;base64,")


def test_pixels_become_png_and_lose_nothing() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (5, 7, 3), dtype=np.uint8)
    for image in (Image(pixels), Image(PIL.Image.fromarray(pixels), role="mask")):
        sent = portable(image)
        assert isinstance(sent, Image) and sent.role == image.role
        assert np.array_equal(np.asarray(load_image(sent)), pixels)


def test_clips_keep_their_settings_and_films_their_frames() -> None:
    assert portable(Audio(b"RIFF", start=1.0)) == Audio("data:audio/wav;base64,UklGRg==", start=1.0)
    assert portable(Video(b"RIFF", end=2.0)) == Video("data:video/mp4;base64,UklGRg==", end=2.0)
    assert portable(Video((Image(RED), Image(RED)), fps=2.0)) == Video((Image(URI), Image(URI)), fps=2.0)
    stack = portable(Video(np.zeros((3, 4, 4, 3), np.uint8)))
    assert [data(frame)[:22] for frame in data(stack)] == ["data:image/png;base64,"] * 3


@pytest.mark.parametrize("image", [Image(b"no image"), Image(Path("gone.png")), Image("http://localhost/x.png")])
def test_what_cannot_be_sent_is_a_media_error(image: Image) -> None:
    with pytest.raises(MediaError):
        portable(image)


def test_a_budget_holds_on_both_ways() -> None:
    for turn in (portable, unpacked):
        with pytest.raises(MediaError, match="over the budget"):
            turn(Image(URI), Budget(bytes=10))
