from __future__ import annotations

import json
import math
from collections import Counter
from pathlib import Path

import PIL.Image
import pytest
import torch

from plaudit.core import Image, Sample, Score, Unscored, Verdict, answer, prefer, user
from plaudit.data import check, read
from plaudit.evaluate import evaluate
from plaudit.media import load_image
from plaudit.recipes import mj_bench_quality as recipe
from plaudit.runs.contract import check_scorer
from tests.recipes.real_data import data_set, part
from tests.tiny import tiny_qwen2_5_vl


def image_of(sample: Sample, response: int) -> Path:
    (image,) = sample.responses[response].parts
    assert isinstance(image, Image)
    assert isinstance(image.data, Path)
    return image.data


def test_pairs_of_photos_in_random_order() -> None:
    samples = recipe.samples(data_set("mj_bench_quality"))
    assert Counter(tag for s in samples for tag in s.tags) == {
        "subset=human": 100, "subset=mpii": 220, "subset=objects_indoor": 100
    }  # fmt: skip
    assert len({s.group for s in samples}) == len({s.id for s in samples}) == 420
    better = [next(s.labels[0].pairs()).better for s in samples]
    for sample, place in zip(samples, better, strict=True):
        assert "_edited" not in image_of(sample, place).name
        assert "_edited" in image_of(sample, 1 - place).name
        assert image_of(sample, 1 - place).name.startswith(image_of(sample, place).stem)
    assert 180 < sum(better) < 240
    assert recipe.samples(data_set("mj_bench_quality")) == samples
    assert recipe.samples(data_set("mj_bench_quality"), seed=1) != samples
    filed = recipe.samples(data_set("mj_bench_quality"), seed=None)
    assert all(next(s.labels[0].pairs()).better == 0 for s in filed)


def test_samples_for_stored_scores_are_as_filed() -> None:
    samples = recipe.scored_samples(data_set("mj_bench_quality"))
    assert len(samples) == 770
    blur = [s for s in samples if s.tags == ("subset=blur",)]
    assert len(blur) == 350
    assert [s for s in samples if s not in blur] == recipe.samples(data_set("mj_bench_quality"), seed=None)
    assert all(next(s.labels[0].pairs()).better == 0 for s in blur)


def test_gradients_of_grey_pixels() -> None:
    picture = PIL.Image.new("RGB", (2, 2))
    picture.putdata([(v, v, v) for v in (0, 10, 20, 35)])
    sample = Sample(id="s", prompt=(user("?"),), responses=(answer(Image(picture)), answer("no image")))
    (verdict,) = recipe.Gradients().score([sample])
    # Across: 10 and 15; down: 20 and 25.
    assert verdict.get(0) == pytest.approx(math.log1p(70))
    assert verdict.scores[1] == Unscored(why="unsupported", detail="the response is no image")


def test_the_baseline_is_a_scorer() -> None:
    check_scorer(recipe.Gradients(), recipe.samples(data_set("mj_bench_quality"))[:3])


def test_gradients_at_the_resolution_of_the_model() -> None:
    resolution = recipe.Resolution(least=28 * 28, most=56 * 56, square=28)
    striped = PIL.Image.new("L", (112, 112))
    striped.putdata([255 * (column % 2) for _ in range(112) for column in range(112)])
    sample = Sample(id="s", prompt=(user("?"),), responses=(answer(Image(striped)),))
    (filed,), (shrunk,) = (recipe.Gradients(r).score([sample]) for r in (None, resolution))
    assert filed.get(0) == pytest.approx(math.log1p(112 * 111 * 255))
    # Halved, stripes of one pixel are an even grey, but for the edges.
    assert resolution.shown(striped).size == (56, 56)
    assert isinstance(score := shrunk.get(0), float)
    assert score < math.log1p(56 * 55 * 1)


def test_training_sees_cut_outs_at_the_resolution_of_the_model() -> None:
    samples = recipe.samples(data_set("mj_bench_quality"))[:2]
    cut = recipe.Resolution(least=28 * 28, most=224 * 224, square=28).cut(samples, 5, seed=0)
    assert len(cut) == 5
    sizes = {load_image(part).size for sample in cut for part in sample.parts() if isinstance(part, Image)}
    assert sizes == {(112, 112)}


def test_the_baseline_as_filed_is_that_of_the_data_set() -> None:
    found = evaluate(recipe.Gradients(), recipe.samples(data_set("mj_bench_quality")))
    # Its README: .88, .90 and 1.00.
    assert {tag: round(e.value, 2) for tag, e in found.by_tag.items()} == {
        "subset=human": 0.88, "subset=mpii": 0.9, "subset=objects_indoor": 1.0
    }  # fmt: skip


def test_matched_pairs_balance_the_sharper_and_the_less_sharp() -> None:
    ratios = {"a": 0.5, "b": -0.4, "c": 0.1, "d": -0.15, "e": 3.0, "f": 0.3}
    samples = [
        Sample(id=i, prompt=(user(i),), responses=(answer("x"), answer("y")), labels=(prefer(0, 1),)) for i in ratios
    ]
    verdicts = [Verdict(sample_id=i, scores=(Score(value=r), Score(value=0.0))) for i, r in ratios.items()]
    # b, the more wrong, takes a or f, both 0.1 away: a comes first. d takes c, 0.05 away.
    assert recipe.matched(evaluate(verdicts, samples)) == {"a", "b", "c", "d"}


def few(tmp_path: Path) -> Path:
    """The first nine pairs of each subset, with the stored scores of two models."""
    few = {"pairs.jsonl": lambda row: row["pair_id"] < 9}
    folder = part("mj_bench_quality", tmp_path / "data", few, ["images"])
    with (data_set("mj_bench_quality") / recipe.SCORES).open() as file:
        head, *lines = file
    kept = [line for line in lines if line.startswith(("hps_v2.1", "ImageReward")) and int(line.split(",")[2]) < 9]
    (folder / recipe.SCORES).write_text(head + "".join(kept))
    return folder


def test_end_to_end(tmp_path: Path) -> None:
    torch.set_num_threads(1)
    folder, model = few(tmp_path), str(tiny_qwen2_5_vl(tmp_path / "vl"))
    numbers = recipe.main(recipe.Config(folder=folder, out=tmp_path / "out", model=model, steps=1, folds=2))
    assert json.loads((tmp_path / "out" / "metrics.json").read_text()) == numbers
    assert numbers["accuracy"]["overall"]["n"] == numbers["difference"]["overall"]["n"] == 27
    assert numbers["matched"]["baseline"]["overall"]["value"] == 0.5
    assert "Published reward models" in (tmp_path / "out" / "report.html").read_text()
    assert {name: e["overall"]["n"] for name, e in numbers["published"].items()} == {"ImageReward": 36, "hps_v2.1": 36}
    # The first nine pairs of objects_indoor, counted in the file: HPS v2.1 has all right.
    assert numbers["published"]["hps_v2.1"]["by_tag"]["subset=objects_indoor"]["value"] == 1.0
    assert [*read(tmp_path / "out" / "samples.jsonl")] == recipe.samples(folder)
    assert check(tmp_path / "out" / "samples.jsonl") == []


def test_without_training_only_the_samples_are_written(tmp_path: Path) -> None:
    recipe.main(recipe.Config(folder=few(tmp_path), out=tmp_path / "out", train=False))
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["samples.jsonl", "scored.jsonl"]
