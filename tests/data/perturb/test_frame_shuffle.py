from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image as Pixels

from plaudit.core import DataError, Image, Part, Sample, Video, answer, user
from plaudit.data.perturb.frame_shuffle import frame_shuffle, frames_in_order
from tests.fakes import pair

GREYS = [0, 40, 80, 120, 160, 200]


def film(*greys: int, fps: float | None = 4.0) -> Video:
    return Video(tuple(Image(Pixels.new("RGB", (4, 4), (g, g, g))) for g in greys), fps=fps)


def greys(part: Part) -> list[int]:
    assert isinstance(part, Video)
    return [frame.data.getpixel((0, 0))[0] for frame in part.data]


def asked(video: Video, name: str = "film") -> Sample:
    return Sample(id=name, prompt=(user(video, "What happens?"),), responses=(answer("it fades"), answer(video)))


def test_the_same_frames_in_another_order() -> None:
    (sample,) = frame_shuffle([asked(film(*GREYS))])
    for part in (sample.prompt[0].parts[0], sample.responses[1].parts[0]):
        assert greys(part) != GREYS
        assert sorted(greys(part)) == GREYS
    assert sample.prompt[0].text == "What happens?"


def test_two_frames_always_change_places() -> None:
    for seed in range(10):
        (sample,) = frame_shuffle([asked(film(0, 200))], seed)
        assert greys(sample.prompt[0].parts[0]) == [200, 0]


def test_one_frame_has_no_other_order() -> None:
    assert greys(frame_shuffle([asked(film(7))])[0].prompt[0].parts[0]) == [7]


def test_order_depends_on_seed_and_sample_only() -> None:
    samples = [asked(film(*GREYS), str(k)) for k in range(5)]
    orders = [greys(s.prompt[0].parts[0]) for s in frame_shuffle(samples, 3)]
    assert orders == [greys(frame_shuffle([s], 3)[0].prompt[0].parts[0]) for s in samples]
    assert len({tuple(order) for order in orders}) > 1


def test_a_file_is_given_by_evenly_spread_frames(tmp_path: Path) -> None:
    frames = [Pixels.new("RGB", (16, 16), (g, g, g)) for g in GREYS]
    path = tmp_path / "film.gif"
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=100)
    (sample,) = frames_in_order([asked(Video(path))], count=3)
    part = sample.prompt[0].parts[0]
    assert isinstance(part, Video)
    assert greys(part) == [GREYS[1], GREYS[3], GREYS[5]]  # the middle one of each run of two
    assert part.fps == pytest.approx(5.0)  # 3 frames, 0.2 s from one to the next


def test_a_film_that_cannot_be_read_stays_as_it_is() -> None:
    sample = asked(Video(b""))
    (after,) = frame_shuffle([sample])
    assert after.prompt == sample.prompt
    assert after.group is not None


def test_samples_without_a_film_are_left_out() -> None:
    assert [s.id for s in frame_shuffle([pair("text", "yes", "no"), asked(film(*GREYS))])] == ["film"]
    with pytest.raises(DataError, match="no sample shows a video"):
        frame_shuffle([pair("text", "yes", "no")])
