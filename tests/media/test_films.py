from __future__ import annotations

import struct
from pathlib import Path

import av
import numpy as np
import pytest

from plaudit.core import MediaError, Video
from plaudit.media import Budget, films, load_video
from tests.media.recorded import film, grey, levels, recorded


def test_a_film_that_is_long_to_decode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = film(tmp_path)  # a key frame is number 0, 10, 20 and 30
    assert levels(load_video(Video(path), Budget(pixels=64 * 48), times=[3.5]).images) == [35]
    monkeypatch.setattr("plaudit.media.budget.WORK", 5)
    with pytest.raises(MediaError, match="6 frames of 64 x 48 pixels would be decoded on the way"):
        load_video(Video(path), Budget(pixels=64 * 48), times=[3.5])
    monkeypatch.setattr(films, "MOST_FRAMES", 39)
    with pytest.raises(MediaError, match="over 39 frames"):
        load_video(Video(path), count=1)


def test_a_film_whose_frames_are_larger_than_its_header_says(tmp_path: Path) -> None:
    content = bytearray(film(tmp_path, "film.avi", "mpeg4").read_bytes())
    for name, at in ((b"avih", 40), (b"strf", 12)):  # width and height, in the file's header and in the stream's
        place = content.index(name) + at
        assert struct.unpack_from("<2I", content, place) == (64, 48)
        struct.pack_into("<2I", content, place, 8, 6)
    with pytest.raises(MediaError, match="64 x 48 pixels are over the budget"):
        load_video(Video(bytes(content)), Budget(pixels=1000), count=1)


def test_a_film_that_grows_on_its_way(tmp_path: Path) -> None:
    small = recorded(tmp_path / "small.ts", grey(10))
    large = recorded(tmp_path / "large.ts", [np.zeros((480, 640, 3), np.uint8)] * 10, size=(640, 480))
    both = Video(small.read_bytes() + large.read_bytes())
    within = Budget(pixels=64 * 48 * 20)
    assert load_video(both, within, times=[0.5]).images[0].size == (64, 48)
    with pytest.raises(MediaError, match="cannot be decoded"):  # FFmpeg itself is told how large a frame may be
        load_video(both, within, times=[0.9])
    assert load_video(both, times=[0.9]).images


def test_a_film_that_states_a_million_frames(tmp_path: Path) -> None:
    content = bytearray(film(tmp_path).read_bytes())
    for name, at, stated in ((b"stsz", 8, (1, 10**6)), (b"stts", 12, (10**6,)), (b"stsc", 16, (10**6,))):
        struct.pack_into(f">{len(stated)}I", content, content.index(name) + at, *stated)
    with pytest.raises(MediaError, match="it states 1,000,000 frames and holds "):
        load_video(Video(bytes(content)), count=2)


def test_an_avi_whose_comment_goes_past_its_end(tmp_path: Path) -> None:
    content = bytearray(film(tmp_path, "film.avi", "mpeg4").read_bytes())
    place = content.index(b"INFO") - 4
    struct.pack_into("<I", content, place, 2**31 - 64)
    with pytest.raises(MediaError, match="a chunk of 2,147,483,584 bytes goes past its end"):
        load_video(Video(bytes(content)), count=1)


@pytest.mark.parametrize("name", ["film.mp4", "film.mkv", "film.avi"])
@pytest.mark.parametrize("part", [0.5, 0.85])
def test_a_film_cut_short(tmp_path: Path, name: str, part: float) -> None:
    path = film(tmp_path, name, flags="faststart" if name == "film.mp4" else "", noise=True)
    whole = path.read_bytes()
    assert len(load_video(Video(whole), count=3).images) == 3
    with pytest.raises(MediaError):
        load_video(Video(whole[: int(len(whole) * part)]), count=3)


def test_a_film_with_a_hole(tmp_path: Path) -> None:
    whole = bytearray(film(tmp_path, noise=True).read_bytes())
    for i in range(len(whole) // 2, len(whole) // 2 + 5000):
        whole[i] = 7
    with pytest.raises(MediaError, match="decoded"):
        load_video(Video(bytes(whole)))
    assert levels(load_video(Video(bytes(whole)), times=[0.0, 3.9]).images) == [0, 39]  # elsewhere it is whole


def test_a_fragmented_and_a_rotated_film(tmp_path: Path) -> None:
    assert levels(load_video(Video(film(tmp_path, flags="frag_keyframe+empty_moov")), count=4).images) == [
        5,
        15,
        25,
        35,
    ]
    frame = np.zeros((48, 64, 3), np.uint8)
    frame[:, :32] = 255
    path = recorded(tmp_path / "turned.mp4", [frame], turned=-90)  # to be shown turned clockwise: its left is on top
    upright = load_video(Video(path)).images[0]
    assert upright.size == (48, 64)
    assert np.asarray(upright)[:28].mean() > 245 and np.asarray(upright)[36:].mean() < 10


def test_a_sound_file_is_no_video(tmp_path: Path) -> None:
    path = tmp_path / "sound.mov"
    with av.open(path, "w") as container:
        stream = container.add_stream("pcm_s16le", rate=8000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), format="s16", layout="mono")
        frame.sample_rate = 8000
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    with pytest.raises(MediaError, match="holds no video"):
        load_video(Video(path))
