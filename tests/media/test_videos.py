from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import PIL.Image
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaudit.core import Image, MediaError, UsageError, Video
from plaudit.media import Budget, load_video
from tests.media.recorded import film, grey, levels, recorded

DATA = Path(__file__).parents[3] / "shared" / "data"
KINDS = [("film.mp4", "mpeg4"), ("film.mp4", "libx264"), ("film.mkv", "libx264"), ("film.webm", "libvpx-vp9")]
KINDS += [("film.avi", "mpeg4"), ("film.ts", "libx264"), ("film.flv", "flv")]


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
