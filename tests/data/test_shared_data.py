"""Every data set beside this repository that holds preferences or ratings reads; counts are those of its README.

That its media decode, `tests/media` shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from plaudit.core import Image, Sample
from plaudit.core.content import Media
from plaudit.data import guess, read
from plaudit.recipes import fetv, mllm_bench
from plaudit.recipes import mj_bench_quality as mj_bench
from tests.recipes.real_data import data_set


@dataclass(frozen=True, kw_only=True)
class Preferences:
    """A file of comparisons."""

    file: str
    format: str
    rows: int
    won: str
    """How the better response of the first row ends, by the file itself: text, or the name of its media."""
    lost: str
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Ratings:
    """A file of one response per row."""

    file: str
    format: str
    rows: int
    first: Mapping[str, float]
    """The first row's ratings, by dimension."""


BENCHMARKS = "mm_rewardbench_labels"
MMRB2 = "oneigbench_124_-8004320511907750318_imagen4_4116_imagen4_116"
PREFERENCES = (
    Preferences(
        file="example_media/videoalign/example.csv",
        format="videogen_reward_bench",
        rows=12,  # the three pairs of the README, four times
        won="example_1_B.mp4",
        lost="example_1_A.mp4",
    ),
    Preferences(
        file="judgebench/pairs.jsonl.gz",
        format="judge_bench",
        rows=620,
        won="the answer is F.\n\nFFFFF",
        lost="the answer is C.\n\nCCCCC",
    ),
    Preferences(file="llmbar/instances.jsonl.gz", format="llm_bar", rows=1200, won="boxed{123}.", lost="boxed{134}."),
    Preferences(
        file="mj_bench_quality/pairs.jsonl",
        format="mj_bench",
        columns={"image_0": "image0", "image_1": "image1", "preferred": "label"},
        rows=420,
        won="human__human_0.jpg",
        lost="human__human_0_edited_face.jpg",
    ),
    Preferences(
        file=f"{BENCHMARKS}/mm_rlhf_rewardbench_170.jsonl.gz",
        format="mm_rlhf_reward_bench",
        rows=170,
        won="please provide that image instead.",
        lost="CB = AB = 12.0.\nAnswer: C",
    ),
    Preferences(
        file=f"{BENCHMARKS}/mmrb2_pairs_4000.jsonl.gz",
        format="mmrb2",
        rows=4000,
        won=f"{MMRB2}_1.jpg",
        lost=f"{MMRB2}_0.jpg",
    ),
    Preferences(
        file=f"{BENCHMARKS}/vl_rewardbench_1250.jsonl.gz",
        format="vl_reward_bench",
        rows=1250,
        won="casual setting for this friendly soccer match.",
        lost="an ideal place for a friendly soccer match.",
    ),
    Preferences(
        file="rmb_subset/pairwise.jsonl.gz",
        format="rmb",
        rows=1212,
        won="claude-3-5-sonnet-20240620",
        lost="Gemini-pro",
    ),
)
RATINGS = (
    Ratings(
        file="agiqa3k_mos/data.csv",
        format="agiqa_3k",
        rows=2982,
        first={"quality": 0.965602553, "alignment": 0.40889324},
    ),
    Ratings(
        file="image_edit_judge/human_ratings.csv.gz",
        format="image_edit_judge",
        rows=380,
        first={"unchanged_regions": 3, "image_quality": 4, "plausibility": 7, "overall": 5},
    ),
    Ratings(file="thumb/mscoco_thumb.jsonl.gz", format="thumb", rows=2500, first={"precision": 4, "recall": 3}),
    *(
        Ratings(file=f"vqa_mos/{name}", format="bvqa", rows=rows, first={"overall": mos})
        for name, rows, mos in (
            ("KONVID_1K_metadata.csv", 1200, 4.64),
            ("LIVE_VQC_metadata.csv", 585, 80.232),
            ("YOUTUBE_UGC_metadata.csv", 1380, 3.649),
            ("dover_cvd2014.csv.gz", 234, 20.65),
        )
    ),
)
WITHOUT_READER = {
    "viescore_imagenhub": "ratings by task, model and uid, of images and instructions that are not there",
    "videoscore_partial": "results of metrics on a few videos, which are not there",
}
"""Folders of numbers about responses that are not there. Of thumb, the summaries (cnndm) are not read either."""
BY_RECIPE = {"fetv": fetv.samples, "mllm_bench": mllm_bench.samples, "mj_bench_quality": mj_bench.samples}
"""Folders of several files that are one data set together."""


def shared(file: str) -> Path:
    folder, _, name = file.partition("/")
    return data_set(folder) / name


def said(sample: Sample, response: int) -> tuple[str, ...]:
    """Text, author, and names of media of a response."""
    parts = sample.responses[response].parts
    names = (str(part.data) for part in parts if isinstance(part, Media))
    return (sample.responses[response].text, sample.responses[response].source or "", *names)


@pytest.mark.parametrize("known", PREFERENCES, ids=lambda known: known.file)
def test_preferences(known: Preferences) -> None:
    path = shared(known.file)
    assert guess(path, known.columns) == known.format
    samples = list(read(path, columns=known.columns))
    first = samples[0]
    (pair,) = first.labels[0].pairs()
    assert len(samples) == known.rows and len(first.responses) == 2 and pair.gap > 0
    assert any(one.endswith(known.won) for one in said(first, pair.better))
    assert any(one.endswith(known.lost) for one in said(first, pair.worse))


@pytest.mark.parametrize("known", RATINGS, ids=lambda known: known.file)
def test_ratings(known: Ratings) -> None:
    path = shared(known.file)
    assert guess(path) == known.format
    samples = list(read(path))
    assert len(samples) == known.rows and {len(sample.responses) for sample in samples} == {1}
    found = {label.dimension: label.values[0] for label in samples[0].labels}
    assert {dimension: found[dimension] for dimension in known.first} == known.first


def test_the_best_of_several() -> None:
    samples = list(read(shared("rmb_subset/bon.jsonl.gz")))
    losers = [len(sample.responses) - 1 for sample in samples]
    assert len(samples) == 259 and round(sum(losers) / 259, 2) == 2.39
    assert all({pair.better for label in sample.labels for pair in label.pairs()} == {0} for sample in samples)
    assert samples[0].responses[1].text.startswith("**1. Using Auction House Trickery")


def test_answers_that_nobody_judged() -> None:
    (asked, *_), folder = read(shared("owleval/questions.jsonl")), data_set("owleval")
    image = asked.prompt[0].parts[0]
    assert isinstance(image, Image) and image.data == folder.absolute() / "images" / "1.jpg" and image.data.exists()
    answers = list(folder.glob("*_answer.jsonl"))
    assert len(answers) == 6 and {len(list(read(path))) for path in answers} == {82}
    assert next(read(folder / "blip2_13b_answer.jsonl")).responses[0].text == "the phone is plugged into a charger"


@pytest.mark.parametrize(("name", "rows"), {"fetv": 35, "mllm_bench": 315, "mj_bench_quality": 420}.items())
def test_files_that_a_recipe_joins(name: str, rows: int) -> None:
    samples = BY_RECIPE[name](data_set(name))
    assert len(samples) == rows
    media = [part for part in samples[0].parts() if isinstance(part, Media)]
    assert media and all(isinstance(one.data, Path) and one.data.exists() for one in media)


def test_no_folder_is_forgotten() -> None:
    known = {entry.file.partition("/")[0] for entry in (*PREFERENCES, *RATINGS)} | {"rmb_subset", "owleval"}
    every = {folder.name for folder in data_set(".").iterdir() if folder.is_dir()}
    assert every - known - BY_RECIPE.keys() - WITHOUT_READER.keys() == set()
