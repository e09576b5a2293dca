from __future__ import annotations

import io
import struct

import PIL.Image
import pytest

from plaudit.core import MediaError, Video
from plaudit.media import Budget, load_video
from tests.media.recorded import levels


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_animated_images(kind: str) -> None:
    frames = [PIL.Image.new("RGB", (64, 48), (5 * i + 20,) * 3) for i in range(8)]
    buffer = io.BytesIO()
    options: dict[str, object] = {"lossless": True} if kind == "WEBP" else {}
    frames[0].save(buffer, kind, save_all=True, append_images=frames[1:], duration=[100] * 4 + [300] * 4, **options)
    video = Video(buffer.getvalue())
    taken = load_video(video)
    assert levels(taken.images) == list(range(8))
    assert taken.times == pytest.approx([0.0, 0.1, 0.2, 0.3, 0.4, 0.7, 1.0, 1.3])
    assert taken.fps == pytest.approx(8 / 1.6)
    assert levels(load_video(video, count=2).images) == [2, 6]  # (2k + 1) * 8 // 4
    assert levels(load_video(video, times=[1.2, 0.35]).images) == [6, 3]
    with pytest.raises(MediaError, match=r"lasts 1\.6 s"):
        load_video(Video(buffer.getvalue(), start=2.0))


def test_an_animation_without_durations_and_a_still_one() -> None:
    frames = [PIL.Image.new("RGB", (4, 4), (i, 0, 0)) for i in (0, 200)]
    buffer = io.BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:], duration=0)
    assert load_video(Video(buffer.getvalue())).times == (0.0, 0.1)
    buffer = io.BytesIO()
    frames[0].save(buffer, "WEBP")
    assert load_video(Video(buffer.getvalue()), count=8).times == (0.0,)


def animated(kind: str, *frames: PIL.Image.Image) -> bytes:
    buffer = io.BytesIO()
    frames[0].save(buffer, kind, save_all=True, append_images=frames[1:], duration=100)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_an_animation_that_is_long_to_decode(kind: str) -> None:
    content = animated(kind, *(PIL.Image.new("RGB", (10, 10), (255 * (i % 2), i, 0)) for i in range(80)))
    assert len(load_video(Video(content), Budget(pixels=125), count=1).images) == 1  # 80 x 100 = 64 x 125
    with pytest.raises(MediaError, match="80 frames of 10 x 10 pixels would be decoded on the way"):
        load_video(Video(content), Budget(pixels=124), count=1)


def test_a_gif_whose_frame_is_larger_than_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    content = bytearray(animated("GIF", *(PIL.Image.new("L", (8, 8), i) for i in (0, 200))))
    second = content.index(b"\x2c", content.index(b"\x2c") + 1)  # "," begins a frame: left, top, width, height
    assert struct.unpack_from("<4H", content, second + 1) == (0, 0, 8, 8)
    struct.pack_into("<2H", content, second + 5, 60_000, 60_000)
    monkeypatch.setattr(PIL.Image, "MAX_IMAGE_PIXELS", None)  # the budget is ours
    with pytest.raises(MediaError, match="60,000 x 60,000 pixels are over the budget"):
        load_video(Video(bytes(content)))
