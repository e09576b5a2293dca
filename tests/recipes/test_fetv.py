from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
import torch

from plaudit.core import Video
from plaudit.data import check, read
from plaudit.recipes import _real as real
from plaudit.recipes import fetv as recipe
from tests.recipes.real_data import data_set, part
from tests.tiny import tiny_qwen2_5_vl


def test_films_with_a_label_for_every_person_and_aspect() -> None:
    samples = recipe.samples(data_set("fetv"))
    assert len(samples) == 35
    assert sum(len(s.responses) for s in samples) == 174
    assert Counter(len(s.responses) for s in samples) == {5: 34, 4: 1}
    for sample in samples:
        assert {(label.dimension, label.annotator) for label in sample.labels} == {
            (aspect, person) for aspect in recipe.ASPECTS for person in ("0", "1", "2")
        }
        assert all(label.kind == "rating" and label.scale == (1.0, 5.0) for label in sample.labels)
        for response in sample.responses:
            (film,) = response.parts
            assert isinstance(film, Video)
            assert film.data.name == f"{response.source}_{sample.id}.webp"
            assert film.data.exists()


def test_ratings_are_those_of_the_file() -> None:
    folder = data_set("fetv")
    filed = {
        (row["sent_id"], row["model"], row["annotator"], aspect): float(row[aspect])
        for row in real.table(folder / "human_ratings.csv")
        for aspect in recipe.ASPECTS
    }
    read_back = {
        (sample.id, sample.responses[i].source, label.annotator, label.dimension): value
        for sample in recipe.samples(folder)
        for label in sample.labels
        for i, value in zip(label.of, label.values, strict=True)
    }
    assert len(read_back) == 174 * 3 * 3
    assert read_back.items() <= filed.items()


def test_preferences_follow_from_the_ratings() -> None:
    sample = next(s for s in recipe.samples(data_set("fetv")) if len(s.responses) == 5)
    label = sample.labels[0]
    assert len([*label.pairs()]) == 10
    for pair in label.pairs():
        better, worse = label.values[pair.better], label.values[pair.worse]
        assert better is not None
        assert worse is not None
        assert pair.gap == better - worse >= 0


@pytest.mark.timeout(60)
def test_end_to_end(tmp_path: Path) -> None:
    torch.set_num_threads(1)
    folder = part(
        "fetv",
        tmp_path / "data",
        {"clips.jsonl": lambda row: row["sent_id"] in (60, 62, 122)},
        ["clips", "human_ratings.csv"],
    )
    config = recipe.Config(
        folder=folder, out=tmp_path / "out", model=str(tiny_qwen2_5_vl(tmp_path / "vl")), steps=1, folds=3
    )
    numbers = recipe.main(config)
    assert json.loads((config.out / "metrics.json").read_text()) == numbers
    for aspect in recipe.ASPECTS:
        found = numbers[aspect]
        assert found["spearman"]["n"] == 3 * 15
        assert found["accuracy"]["overall"]["n"] == found["ordered_minus_shuffled"]["overall"]["n"]
        assert "category=camera_view" in found["shuffled"]["accuracy"]["by_tag"]
    assert "frames shuffled" in (config.out / "report.html").read_text()
    assert [*read(config.out / "samples.jsonl")] == recipe.samples(folder)
    assert check(config.out / "samples.jsonl") == []
