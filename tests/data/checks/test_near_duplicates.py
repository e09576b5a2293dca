from __future__ import annotations

import json
import re
from pathlib import Path

import PIL.Image
import pytest

from plaudit.core import Image, Label, Sample, answer, user
from plaudit.data import write
from plaudit.data.checks.near_duplicates import NearDuplicates
from plaudit.data.media_facts import KnownMedia
from plaudit.media import Budget
from tests.data.checks.running import findings, places
from tests.tiny import picture

DATA = Path(__file__).parents[4] / "shared" / "data"
LONG = "The quick brown fox jumps over the lazy dog, and then it runs back into the forest where its den is. "
OTHER = "A spoonful of sugar is stirred into the warm milk before the yeast is added; then the dough must rest. "


def sample(name: str, prompt: str, response: str, *parts: Image, annotator: str | None = None) -> Sample:
    label = Label(values=(1.0, 0.0), annotator=annotator)
    return Sample(
        id=name, prompt=(user(*parts, prompt),), responses=(answer(response), answer("No idea.")), labels=(label,)
    )


def test_nearly_the_same_text() -> None:
    found = findings(
        NearDuplicates,
        [
            sample("a", "What does the fox do?", LONG),
            sample("b", "What does the milk do?", OTHER),
            sample("c", "What does the FOX  do?", LONG + "Yes."),
            sample("d", "What does the fox do?", OTHER),  # the same prompt with another response is no duplicate
            sample("e", "What does the fox do?", LONG, annotator="ann"),  # a second opinion is none either
        ],
    )
    assert places(found) == [("warning", "line 3", "")]
    assert found[0].what == "it is nearly the same as line 1"


def saved(folder: Path, name: str, pixels: PIL.Image.Image, **options: int) -> Image:
    pixels.save(folder / name, **options)
    return Image(folder / name)


def test_pictures_must_look_alike_too(tmp_path: Path) -> None:
    scene = picture(8, 8, seed=1).resize((96, 96), PIL.Image.Resampling.BICUBIC)
    other = picture(8, 8, seed=2).resize((96, 96), PIL.Image.Resampling.BICUBIC)
    samples = [
        sample("a", "What is this?", "A mosaic.", saved(tmp_path, "a.png", scene)),
        sample("b", "What is this?", "A mosaic.", saved(tmp_path, "b.jpg", scene.resize((64, 64)), quality=80)),
        sample("c", "What is this?", "A mosaic.", saved(tmp_path, "c.png", other)),
    ]
    (found,) = findings(NearDuplicates, samples, media=KnownMedia(Budget()))
    assert found.where == "line 2" and "line 1" in found.what
    assert findings(NearDuplicates, samples) == []  # unopened, they differ by name


def test_against_a_test_file(tmp_path: Path) -> None:
    scene = picture(8, 8, seed=1).resize((96, 96), PIL.Image.Resampling.BICUBIC)
    shown = saved(tmp_path, "a.png", scene)
    test = tmp_path / "test.jsonl"
    write([sample("t1", LONG, "x"), sample("t2", "Is it red?", "x", shown)], test)
    copy = saved(tmp_path, "copy.jpg", scene, quality=90)
    train = [
        sample("a", OTHER, "x"),
        sample("b", LONG.upper(), "quite another response"),
        sample("c", "How many fields has this mosaic?", "Sixty-four.", copy),
        sample("d", "Is it red?", "x"),  # the same words on no picture
    ]
    found = findings(NearDuplicates, train, against=[test], media=KnownMedia(Budget()))
    assert places(found) == [("warning", "line 3", ""), ("warning", "line 2", "prompt")]
    assert f"{test}:2" in found[0].what and f"{test}:1" in found[1].what


def test_a_damaged_test_file_is_said(tmp_path: Path) -> None:
    test = tmp_path / "test.jsonl"
    test.write_text("{\n")
    (found,) = findings(NearDuplicates, [sample("a", OTHER, "x")], against=[test])
    assert found.severity == "error" and found.where.startswith(str(test))


def test_photos_of_one_moment_in_a_published_benchmark() -> None:
    folder = DATA / "mj_bench_quality"
    if not folder.exists():
        pytest.skip("the shared example data is not here")
    rows = [json.loads(line) for line in (folder / "pairs.jsonl").read_text().splitlines()]
    near = (101, 107, 161, 226, 231, 315)  # the same golfer, woman and runner twice: looked at
    samples = [
        Sample(
            id=str(number),
            prompt=(user(row["caption"]),),
            responses=(answer(Image(folder / row["image_0"])), answer(Image(folder / row["image_1"]))),
        )
        for number, row in enumerate(rows, 1)
        if number in near or number <= 40
    ]
    found = findings(NearDuplicates, samples, media=KnownMedia(Budget()))
    ids = [[samples[int(word) - 1].id for word in re.findall(r"line (\d+)", f.where + f.what)] for f in found]
    assert ids == [["161", "107"], ["231", "101"], ["315", "226"]]
