from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
import PIL.Image
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaudit.core import Image, MediaError, UsageError, Video
from plaudit.media import Budget, films, load_video
from tests.media.recorded import grey, recorded

DATA = Path(__file__).parents[3] / "shared" / "data"
KINDS = [("film.mp4", "mpeg4"), ("film.mp4", "libx264"), ("film.mkv", "libx264"), ("film.webm", "libvpx-vp9")]
KINDS += [("film.avi", "mpeg4"), ("film.ts", "libx264"), ("film.flv", "flv")]


def film(folder: Path, name: str = "film.mp4", codec: str = "libx264", flags: str = "", noise: bool = False) -> Path:
    """Four seconds."""
    return recorded(folder / name, grey(40, noise), codec, flags)


def levels(images: Sequence[PIL.Image.Image]) -> list[int]:
    """The frame numbers, read off the grey levels."""
    return [round((float(np.asarray(image)[:20].mean()) - 20) / 5) for image in images]


def stack(n: int, fps: float | None = None) -> Video:
    return Video(tuple(Image(PIL.Image.new("RGB", (64, 48), (5 * i + 20,) * 3)) for i in range(n)), fps=fps)


@pytest.mark.parametrize(("name", "codec"), KINDS)
def test_frames_of_every_container(tmp_path: Path, name: str, codec: str) -> None:
    path = film(tmp_path, name, codec)
    # 40 frames in 4 runs of 10; the middle one of run k is number (2k + 1) * 40 // 8
    taken = load_video(Video(path), count=4)
    assert levels(taken.images) == [5, 15, 25, 35]
    assert taken.times == pytest.approx([0.5, 1.5, 2.5, 3.5], abs=1e-3)
    assert taken.fps == pytest.approx(10)
    assert all(image.mode == "RGB" and image.size == (64, 48) for image in taken.images)
    assert levels(load_video(Video(path), count=3).images) == [6, 20, 33]  # (2k + 1) * 40 // 6
    assert levels(load_video(Video(path)).images) == list(range(40))
    assert levels(load_video(Video(path.read_bytes()), times=[3.9, 0.0, 1.25]).images) == [39, 0, 12]


def test_start_and_end(tmp_path: Path) -> None:
    path = film(tmp_path)
    assert levels(load_video(Video(path, start=1.0, end=2.0)).images) == list(range(10, 20))
    assert levels(load_video(Video(path, start=1.05, end=1.06)).images) == [10]  # the one on screen
    assert levels(load_video(Video(path, start=3.0, end=99.0), count=2).images) == [32, 37]
    assert load_video(Video(path, start=1.0), times=[1.5]).times == (1.5,)
    with pytest.raises(MediaError, match=r"starts at 4 s, but the video lasts 4 s"):
        load_video(Video(path, start=4.0))
    for time in (0.5, 2.0, -1.0):
        with pytest.raises(MediaError, match=r"the cut has frames from 1 s to 1\.9 s"):
            load_video(Video(path, start=1.0, end=2.0), times=[time])
    with pytest.raises(MediaError, match="no frame at 4 s"):
        load_video(Video(path), times=[4.0])


def test_frames_that_are_taken_twice_are_decoded_once(tmp_path: Path) -> None:
    taken = load_video(Video(film(tmp_path)), times=[1.02, 1.04])
    assert taken.images[0] is taken.images[1] and taken.times == (1.0, 1.0)


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


def test_uneven_times(tmp_path: Path) -> None:
    path = recorded(tmp_path / "uneven.mkv", grey(5), stamps=[0, 100, 200, 1200, 1300])
    taken = load_video(Video(path), times=[0.15, 0.9, 1.2])
    assert levels(taken.images) == [1, 2, 3]
    assert taken.times == pytest.approx([0.1, 0.2, 1.2])


@pytest.mark.parametrize("name", ["uneven.mkv", "uneven.mp4"])
def test_a_rate_counts_seconds_and_not_frames(tmp_path: Path, name: str) -> None:
    path = recorded(tmp_path / name, grey(6), stamps=[0, 100, 200, 1200, 1300, 1400])
    # on screen: 0 from 0 s, 1 from 0.1, 2 from 0.2, 3 from 1.2, 4 from 1.3, 5 from 1.4 to the end at about 1.5
    taken = load_video(Video(path), fps=4)  # at 0, 0.25, 0.5, 0.75, 1, 1.25 s
    assert levels(taken.images) == [0, 2, 2, 2, 2, 3]
    assert taken.times == pytest.approx([0.0, 0.2, 0.2, 0.2, 0.2, 1.2], abs=1e-3)
    assert taken.images[1] is taken.images[4]
    assert levels(load_video(Video(path, start=0.15, end=1.35), fps=2).images) == [1, 2, 2]  # at 0.15, 0.65, 1.15 s
    assert levels(load_video(Video(path, end=0.2), fps=10).images) == [0, 1]  # the end is outside
    assert levels(load_video(Video(path), fps=0.01).images) == [0]
    again = load_video(Video(path.read_bytes()), fps=4)
    assert again.times == taken.times
    assert all(np.array_equal(a, b) for a, b in zip(again.images, taken.images, strict=True))


def test_the_same_frames_every_time(tmp_path: Path) -> None:
    stamps = np.cumsum(np.random.default_rng(0).integers(20, 400, 24)).tolist()
    path = recorded(tmp_path / "uneven.mkv", grey(24), stamps=stamps)
    every = load_video(Video(path))
    assert levels(every.images) == list(range(24))
    for options in ({"count": 7}, {"fps": 3.3}, {"times": [0.0, 1.0, 2.5]}):
        first, second = (load_video(Video(path), **options) for _ in range(2))
        assert first.times == second.times
        for image, other, time in zip(first.images, second.images, first.times, strict=True):
            same = every.images[every.times.index(time)]  # as when decoded from the start, without a seek
            assert np.array_equal(image, other) and np.array_equal(image, same)


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


def test_frames_given_one_by_one() -> None:
    assert load_video(stack(4)).times == (0.0, 1.0, 2.0, 3.0)
    taken = load_video(stack(8, fps=4.0), count=2)
    assert levels(taken.images) == [2, 6] and taken.times == (0.5, 1.5) and taken.fps == 4.0
    array = np.stack([np.full((48, 64, 3), 5 * i + 20, np.uint8) for i in range(4)])
    assert levels(load_video(Video(array, fps=2.0, start=1.0)).images) == [2, 3]
    with pytest.raises(MediaError, match="frames without fps"):
        load_video(Video(stack(4).data, start=1.0))
    with pytest.raises(MediaError, match="no frames"):
        load_video(Video(()))
    with pytest.raises(MediaError, match="several sizes"):
        load_video(Video((*stack(2).data, Image(PIL.Image.new("RGB", (1, 1))))))
    broken = Video((Image(PIL.Image.new("RGB", (64, 48))), Image(b"not an image"), Image(b"nor this")), fps=1.0)
    assert len(load_video(broken, times=[0.0]).images) == 1  # frames that are not taken are not opened
    with pytest.raises(MediaError, match="it is text: 'not an image'"):
        load_video(broken)


@given(st.integers(1, 30), st.integers(1, 40))
def test_a_count_is_spread_evenly(n: int, count: int) -> None:
    times = load_video(stack(n), count=count).times
    gaps = np.diff([-1.0, *times, float(n)])
    assert len(times) == min(n, count) and len(set(times)) == len(times)
    assert gaps[1:-1].max(initial=0) - gaps[1:-1].min(initial=n) <= 1
    assert abs(gaps[0] - gaps[-1]) <= 1  # as much before the first as after the last


def test_budgets(tmp_path: Path) -> None:
    path = film(tmp_path)
    with pytest.raises(MediaError, match=r"40 frames are over the budget of 39.*count="):
        load_video(Video(path), Budget(frames=39))
    with pytest.raises(MediaError, match=r"64 x 48 pixels x 40 frames are over the budget of 100,000 pixels"):
        load_video(Video(path), Budget(pixels=100_000))
    with pytest.raises(MediaError, match=r"64 x 48 pixels are over the budget of 3,000"):
        load_video(Video(path), Budget(pixels=3000), count=1)
    growing = Video((Image(PIL.Image.new("L", (9, 9))), Image(PIL.Image.new("L", (90, 90)))))
    with pytest.raises(MediaError, match=r"90 x 90 pixels x 2 frames are over the budget of 10,000"):
        load_video(growing, Budget(pixels=10_000))
    with pytest.raises(MediaError, match=r"4 s are over the budget of 2"):
        load_video(Video(path), Budget(seconds=2.0), count=1)
    assert len(load_video(Video(path, start=1, end=2), Budget(seconds=2.0, frames=10, pixels=30_720)).images) == 10
    for fps in (10.1, 1e300):
        with pytest.raises(MediaError, match=r"frames are over the budget of 40.*fps="):
            load_video(Video(path), Budget(frames=40), fps=fps)
    for wrong in (
        {"count": 0},
        {"count": 2, "times": [0.0]},
        {"fps": 0},
        {"fps": float("nan")},
        {"fps": 1, "count": 2},
    ):
        with pytest.raises(UsageError):
            load_video(Video(path), **wrong)
    with pytest.raises(UsageError, match="allows nothing"):
        Budget(frames=0)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"hello " * 100, "it is text: 'hello"),
        (b"#EXTM3U\n#EXTINF:10,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n", "not a video"),
        (b"\x00\x00\x00\x20ftypisom" + bytes(500), "not a video"),
    ],
)
def test_what_is_no_video(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(content)
    with pytest.raises(MediaError, match=said) as error:
        load_video(Video(path), count=2)
    assert error.value.where == str(path) and error.value.remedy


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


def test_real_clips() -> None:
    if not DATA.exists():
        pytest.skip("the shared example data is not here")
    webp = load_video(Video(DATA / "fetv" / "clips" / "cogvideo_1.webp"))
    gif = load_video(Video(DATA / "fetv" / "original_gif" / "cogvideo_2.gif"), count=8)
    mp4 = load_video(Video(DATA / "example_media" / "dover" / "eWgy8eG3stA_000164_000174.mp4"), count=8)
    assert (len(webp.images), len(gif.images), len(mp4.images)) == (12, 8, 8)
    assert mp4.times == pytest.approx([(2 * k + 1) * 250 // 16 / 25 for k in range(8)])
    assert mp4.images[0].size == (480, 360)
    with av.open(str(DATA / "example_media" / "dover" / "eWgy8eG3stA_000164_000174.mp4")) as container:
        straight = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    assert np.array_equal(np.asarray(mp4.images[0]), straight[250 // 16])  # seeking changes no pixel


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


def test_a_film_that_grows_on_its_way(tmp_path: Path) -> None:
    small = recorded(tmp_path / "small.ts", grey(10))
    large = recorded(tmp_path / "large.ts", [np.zeros((480, 640, 3), np.uint8)] * 10, size=(640, 480))
    both = Video(small.read_bytes() + large.read_bytes())
    within = Budget(pixels=64 * 48 * 20)
    assert load_video(both, within, times=[0.5]).images[0].size == (64, 48)
    with pytest.raises(MediaError, match="cannot be decoded"):  # FFmpeg itself is told how large a frame may be
        load_video(both, within, times=[0.9])
    assert load_video(both, times=[0.9]).images
