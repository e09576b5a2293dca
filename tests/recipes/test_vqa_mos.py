from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from plaudit.cli.main import main
from plaudit.data import read
from plaudit.recipes import vqa_mos as recipe
from tests.recipes.real_data import data_set


@pytest.mark.parametrize("name", recipe.SETS)
def test_every_video_has_its_score_and_features(name: str, tmp_path: Path) -> None:
    folder, videos = data_set("vqa_mos"), recipe.SETS[name]
    made, features = recipe.prepared(folder, videos, tmp_path)
    with (folder / f"{videos.file}_metadata.csv").open() as handle:
        filed = {row[videos.name]: float(row[videos.mos]) for row in csv.DictReader(handle)}
    assert {s.id: s.labels[0].values[0] for s in made} == filed
    assert len(filed) == {"konvid_1k": 1200, "live_vqc": 585, "youtube_ugc": 1380}[name]
    brisque = np.load(folder / f"{videos.file}_brisque36.npy")
    whole = np.isfinite(brisque)
    rows = features.rows(made).features.numpy()
    assert (rows[whole] == brisque[whole]).all()
    assert np.isfinite(rows).all()


def test_fit_reaches_the_published_correlation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On the command line, out of fold, on all videos of a set."""
    folder, videos = data_set("vqa_mos"), recipe.SETS["live_vqc"]
    made, _ = recipe.prepared(folder, videos, tmp_path)
    assert [*read(tmp_path / "samples.jsonl")] == made
    words = ["--loss", "regression", "--folds", "5", "--l2", "1e-3", "1e-2", "1e-1"]
    data, json_file = str(tmp_path / "samples.jsonl"), tmp_path / "figures.json"
    with pytest.raises(SystemExit) as stop:
        main(["fit", data, "--features", str(tmp_path / "features"), *words, "--json", str(json_file)])
    assert not stop.value.code
    published, sd = _published(folder)[videos.file]
    found = json.loads(json_file.read_text())["overall"]["spearman"]["value"]
    assert abs(found - published) <= sd
    assert "Spearman" in capsys.readouterr().out


def test_end_to_end(tmp_path: Path) -> None:
    """Few splits; the published figures are medians of a hundred."""
    numbers = recipe.main(recipe.Config(folder=data_set("vqa_mos"), out=tmp_path, splits=2))
    assert json.loads((tmp_path / "metrics.json").read_text()) == numbers
    for name, videos in recipe.SETS.items():
        published, sd = _published(data_set("vqa_mos"))[videos.file]
        assert (numbers[name]["published"], numbers[name]["published_sd"]) == (published, sd)
        assert abs(numbers[name]["spearman"] - published) <= 2 * sd


def _published(folder: Path) -> dict[str, list[float]]:
    found: dict[str, list[float]] = json.loads((folder / "expected.json").read_text())[
        "bvqa_readme_brisque_srcc_median_std"
    ]
    return found
