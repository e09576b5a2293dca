from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Pixels

from plaudit.core import DataError, Image, Sample, answer, group_of, prefer, user
from plaudit.data.perturb.image_blind import image_blind
from tests.fakes import pair, png

COLOURS = ["red", "green", "blue", "white", "black", "yellow"]


def shown(sample: Sample) -> list[Any]:
    return [part.data for message in sample.prompt for part in message.parts if isinstance(part, Image)]


def test_every_image_is_anothers_and_the_rest_stays() -> None:
    samples = [pair(colour, "yes", "no", "kind=colour", image=colour) for colour in COLOURS]
    for before, after in zip(samples, image_blind(samples), strict=True):
        assert shown(before) != shown(after)
        assert (after.id, after.labels, after.tags, after.responses) == (
            before.id,
            before.labels,
            before.tags,
            before.responses,
        )
        assert after.prompt[0].text == before.prompt[0].text
        assert after.group == group_of(before)
    assert sorted(shown(s)[0] for s in image_blind(samples)) == sorted(map(png, COLOURS))


def test_a_group_never_lends_to_itself() -> None:
    samples = [
        pair(f"{c}{k}", "yes", "no", group=g, image=c) for g, c in zip("aabbcc", COLOURS, strict=True) for k in "01"
    ]
    home = {png(c): g for g, c in zip("aabbcc", COLOURS, strict=True)}
    for seed in range(5):
        for after in image_blind(samples, seed):
            assert home[shown(after)[0]] != after.group


def test_equal_images_of_other_groups_do_not_count_as_other() -> None:
    samples = [pair(f"s{k}", "yes", "no", group=str(k), image="red" if k < 4 else "blue") for k in range(5)]
    for before, after in zip(samples, image_blind(samples), strict=True):
        assert shown(before) != shown(after)


def test_seeds_differ_and_repeat() -> None:
    samples = [pair(colour, "yes", "no", image=colour) for colour in COLOURS]
    assert image_blind(samples, 1) == image_blind(samples, 1)
    assert len({str([shown(s) for s in image_blind(samples, seed)]) for seed in range(5)}) > 1


def test_several_images_paths_and_pixels() -> None:
    two = Sample(
        id="two",
        prompt=(user(Image(Path("a.png"), role="source"), "and", Image(Path("b.png"))),),
        responses=(answer("yes"), answer("no")),
        labels=(prefer(0, 1),),
    )
    pixels = Pixels.new("RGB", (2, 2))
    one = Sample(id="one", prompt=(user(Image(pixels)),))
    changed_two, changed_one = image_blind([two, one])
    assert shown(changed_two) == [pixels, pixels]
    assert changed_two.prompt[0].parts[0] == Image(pixels, role="source")
    assert shown(changed_one) == [Path("a.png")]


def test_samples_without_an_image_in_the_prompt_are_left_out() -> None:
    picture_answer = Sample(id="made", prompt=(user("draw"),), responses=(answer(Image(png("red"))),))
    samples = [pair("text", "yes", "no"), picture_answer, *(pair(c, "yes", "no", image=c) for c in COLOURS)]
    assert [s.id for s in image_blind(samples)] == COLOURS


def test_nothing_to_exchange_is_an_error() -> None:
    with pytest.raises(DataError, match="no sample shows an image"):
        image_blind([pair("text", "yes", "no")])
    with pytest.raises(DataError, match="sample 'a': no other group shows another image"):
        image_blind([pair("a", "yes", "no", image="red"), pair("b", "yes", "no", image="red")])
