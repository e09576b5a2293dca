from __future__ import annotations

import base64
import hashlib
import io
import os
from pathlib import Path

import numpy as np
import PIL.Image
import pytest

from plaudit.core import Image, Media, MediaError, Video
from plaudit.media import digest


def test_content_counts_and_not_how_it_is_held(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"content")
    uri = "data:;base64," + base64.b64encode(b"content").decode()
    expected = hashlib.sha256(b"content").hexdigest()[:16]
    for data in (b"content", path, path.as_uri(), uri):
        assert digest(Image(data)) == digest(Video(data, role="source")) == expected


def test_a_changed_file_has_another_digest(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"one")
    os.utime(path, ns=(1, 1))
    before = digest(Image(path))
    path.write_bytes(b"two")
    os.utime(path, ns=(2, 2))
    assert digest(Image(path)) != before == digest(Image(b"one"))


def test_decoded_content() -> None:
    red = PIL.Image.new("RGB", (2, 3), "red")
    png = io.BytesIO()
    red.save(png, "PNG")
    opened = PIL.Image.open(io.BytesIO(png.getvalue()))
    assert digest(Image(red)) == digest(Image(np.asarray(red))) == digest(Image(opened))
    others = [PIL.Image.new("RGB", (3, 2), "red"), PIL.Image.new("RGB", (2, 3), "blue"), PIL.Image.new("L", (2, 3))]
    assert len({digest(Image(image)) for image in [red, *others]}) == 4


def test_videos() -> None:
    frames = tuple(Image(PIL.Image.new("RGB", (2, 2), colour)) for colour in ("red", "blue"))
    stack = np.stack([np.asarray(frame.data) for frame in frames])
    assert digest(Video(frames, fps=2.0)) == digest(Video(stack, fps=2.0))
    different: list[Media] = [
        Video(frames),
        Video(frames, fps=2.0),
        Video(frames[::-1], fps=2.0),
        Video(frames, fps=2.0, end=0.5),
        Video(frames, fps=4.0, end=0.5),
        Video(b"film"),
        Video(b"film", start=1.0),
        Video(b"film", start=1.0, end=2.0),
    ]
    assert len({digest(media) for media in different}) == len(different)


def test_what_has_no_content(tmp_path: Path) -> None:
    for data in (tmp_path, tmp_path / "none", b"", "https://example.org/a.png", 3):
        with pytest.raises(MediaError):
            digest(Image(data))
