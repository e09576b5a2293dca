from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import PIL.Image
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaudit.core import Image, MediaError, UsageError, Video
from plaudit.media import Budget, load_video

DATA = Path(__file__).parents[3] / "shared" / "data"
KINDS = [("film.mp4", "mpeg4"), ("film.mp4", "libx264"), ("film.mkv", "libx264"), ("film.webm", "libvpx-vp9")]
KINDS += [("film.avi", "mpeg4"), ("film.ts", "libx264"), ("film.flv", "flv")]


def recorded(
    path: Path,
    frames: Iterable[np.ndarray],
    codec: str = "libx264",
    flags: str = "",
    stamps: Sequence[int] = (),
    turned: int = 0,
) -> Path:
    """A film of 10 frames a second, or with a frame at each of these milliseconds."""
    with av.open(path, "w", options={"movflags": flags} if flags else {}) as container:
        stream = container.add_stream(codec, rate=10, options={"g": "10"})
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt, stream.bit_rate = 64, 48, "yuv420p", 2_000_000
        stream.set_display_rotation(turned)
        for i, pixels in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(pixels, "rgb24")
            if stamps:
                stream.time_base = stream.codec_context.time_base = frame.time_base = Fraction(1, 1000)
                frame.pts = stamps[i]
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def grey(n: int, noise: bool = False) -> Iterable[np.ndarray]:
    """n frames; the upper half of frame i is of grey level 5 i + 20."""
    rng = np.random.default_rng(0)
    for i in range(n):
        frame = np.full((48, 64, 3), 5 * i + 20, np.uint8)
        if noise:
            frame[24:] = rng.integers(0, 255, (24, 64, 3))
        yield frame


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
    with pytest.raises(MediaError, match=r"4 s are over the budget of 2"):
        load_video(Video(path), Budget(seconds=2.0), count=1)
    assert len(load_video(Video(path, start=1, end=2), Budget(seconds=2.0, frames=10, pixels=30_720)).images) == 10
    for wrong in ({"count": 0}, {"count": 2, "times": [0.0]}):
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
