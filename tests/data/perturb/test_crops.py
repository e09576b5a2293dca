from __future__ import annotations

import numpy as np
import PIL.Image
import pytest

from plaudit.core import DataError, Image, Sample, UsageError, answer, group_of, prefer, user
from plaudit.data.perturb.crops import crops
from plaudit.media import load_image


def gradient(width: int, height: int, red: int) -> Image:
    """Green tells the column of a pixel and blue its row."""
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[:, :, 0], pixels[:, :, 1], pixels[:, :, 2] = red, np.arange(width)[None], np.arange(height)[:, None]
    return Image(PIL.Image.fromarray(pixels))


def sample(name: str, width: int = 40, height: int = 30) -> Sample:
    return Sample(
        id=name,
        prompt=(user(f"Photo {name}"),),
        responses=(answer(gradient(width, height, 1)), answer(gradient(width, height, 2))),
        labels=(prefer(1, 0),),
        tags=("kind=test",),
    )


def pixels(cut: Sample) -> list[np.ndarray[tuple[int, ...], np.dtype[np.uint8]]]:
    return [np.asarray(load_image(part)) for part in cut.parts() if isinstance(part, Image)]


def test_the_images_of_a_sample_are_cut_in_one_place() -> None:
    seen = set()
    for cut in crops([sample("a")], count=20, side=16):
        first, second = pixels(cut)
        assert first.shape == second.shape == (16, 16, 3)
        assert (first[..., 1:] == second[..., 1:]).all()
        assert set(first[..., 0].flat) == {1}
        columns, rows = first[0, :, 1].astype(int), first[:, 0, 2].astype(int)
        assert (np.diff(rows) == 1).all()
        assert (np.diff(columns) == np.diff(columns)[0]).all()
        seen.add((min(columns), min(rows), columns[1] - columns[0]))
    assert len(seen) > 10
    assert {step for *_, step in seen} == {1, -1}


def test_samples_take_turns_and_keep_all_but_their_pixels() -> None:
    originals = [sample("a"), sample("b")]
    made = crops(originals, count=5, side=16)
    assert [cut.id for cut in made] == ["a#0", "b#1", "a#2", "b#3", "a#4"]
    assert len(made) == 5
    for cut, original in zip(made, [originals[k % 2] for k in range(5)], strict=True):
        assert (cut.prompt, cut.labels, cut.tags) == (original.prompt, original.labels, original.tags)
        assert group_of(cut) == group_of(original)


def test_each_is_the_same_every_time() -> None:
    made, again, other = (crops([sample("a")], seed, count=9, side=16) for seed in (0, 0, 1))
    assert [pixels(s)[0].tolist() for s in made] == [pixels(s)[0].tolist() for s in again]
    assert [pixels(s)[0].tolist() for s in made] != [pixels(s)[0].tolist() for s in other]
    assert (pixels(made[-1])[0] == pixels(made[8])[0]).all()
    assert [s.id for s in made[2:4]] == ["a#2", "a#3"]
    with pytest.raises(IndexError):
        made[9]


def test_a_small_image_is_kept_whole_in_that_direction() -> None:
    (cut,) = crops([sample("a", width=8, height=30)], count=1, side=16)
    assert pixels(cut)[0].shape == (16, 8, 3)


def test_what_cannot_be_cut_alike_is_named() -> None:
    both = Sample(id="x", prompt=(user(gradient(40, 30, 1), gradient(30, 30, 1)),))
    with pytest.raises(DataError, match="sample 'x': images of one size are cut alike; here: 30 x 30 and 40 x 30"):
        crops([both], count=1)[0]
    with pytest.raises(DataError, match="here: none"):
        crops([Sample(id="x", prompt=(user("text"),))], count=1)[0]
    with pytest.raises(UsageError, match="0 crops"):
        crops([sample("a")], count=0)
