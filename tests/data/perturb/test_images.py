"""The perturbations of images that need but a line each, and what they have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from PIL import Image as Pixels

from plaudit.core import DataError, Image, Sample, UsageError, answer, user
from plaudit.data.perturb.image_blurred import image_blurred
from plaudit.data.perturb.image_removed import image_removed
from plaudit.data.perturb.resolution import resolution
from plaudit.data.perturb.sycophancy import endorsed, sycophancy
from plaudit.data.perturb.typographic import typographic
from plaudit.media import load_image
from tests.fakes import pair, png

CHANGES = [image_blurred, image_removed, resolution, typographic]
Perturbation = Callable[[Sequence[Sample]], list[Sample]]


def half_and_half() -> Sample:
    """Black to the left, white to the right."""
    picture = Pixels.new("RGB", (64, 32))
    picture.paste((255, 255, 255), (32, 0, 64, 32))
    return Sample(id="a", prompt=(user(Image(picture, role="source"), "?"),), responses=(answer("yes"), answer("no")))


def shown(sample: Sample) -> Pixels.Image:
    (image,) = [part for part in sample.prompt[0].parts if isinstance(part, Image)]
    assert image.role == "source"
    return load_image(image)


def test_a_blur_leaves_grey() -> None:
    (blurred,) = image_blurred([half_and_half()])
    low, high = shown(blurred).getextrema()[0]
    assert 0 < low < high < 255


def test_fewer_pixels() -> None:
    assert shown(resolution([half_and_half()])[0]).size == (48, 24)
    assert shown(resolution([half_and_half()], factor=0.001)[0]).size == (1, 1)
    with pytest.raises(UsageError, match="factor above 0"):
        resolution([half_and_half()], factor=0)


def test_writing_covers_the_lowest_sixth_only() -> None:
    before, after = half_and_half(), typographic([half_and_half()])[0]
    assert shown(after).crop((0, 0, 64, 27)) == shown(before).crop((0, 0, 64, 27))
    strip = shown(after).crop((0, 27, 32, 32))
    assert strip.getextrema()[0][1] == 255  # the black half is white, with ink on it
    assert strip.getextrema()[0][0] < 255


def test_removed_leaves_the_text() -> None:
    assert image_removed([half_and_half()])[0].prompt == (user("?"),)


def test_an_opinion_is_on_the_endorsed_response() -> None:
    samples = [pair(str(k), "long", "s") for k in range(20)]
    found = sycophancy(samples, 3)
    assert all(s.asked.endswith(f"right: {s.responses[endorsed(s, 3)].text}") for s in found)
    assert {endorsed(s, 3) for s in samples} == {0, 1}
    with pytest.raises(DataError, match="differ in text"):
        sycophancy([pair("a", "same", "same")])


@pytest.mark.parametrize("change", CHANGES)
def test_samples_without_an_image_are_left_out_and_responses_stay(change: Perturbation) -> None:
    picture_answer = Sample(id="made", prompt=(user("draw"),), responses=(answer(Image(png("red"))), answer("no")))
    (changed,) = change([picture_answer, pair("text", "yes", "no"), half_and_half()])
    assert (changed.id, changed.responses) == ("a", half_and_half().responses)
    with pytest.raises(DataError, match="no sample shows an image"):
        change([pair("text", "yes", "no")])


@pytest.mark.parametrize("change", [image_blurred, resolution, typographic])
def test_an_image_that_cannot_be_read_stays(change: Perturbation) -> None:
    broken = Sample(id="b", prompt=(user(Image(b"no image")),), responses=(answer("a"), answer("b")))
    assert change([broken])[0].prompt == broken.prompt
