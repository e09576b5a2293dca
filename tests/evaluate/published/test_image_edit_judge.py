"""Ratings of image edits inside nested judge outputs. No figures were published: scipy's are the reference."""

from __future__ import annotations

import csv
import gzip
import json
from collections import defaultdict
from io import StringIO

import numpy as np
import pytest
from scipy import stats

from plaudit.evaluate.tables import correlations, rated, read_table
from tests.evaluate.published.data import folder


@pytest.mark.parametrize("factor", ["alignment", "completeness", "image_quality"])
def test_a_judge_against_people(factor: str) -> None:
    here = folder("image_edit_judge")
    judge = read_table(here / "judge_evaluations_all_main.jsonl.gz")
    human = read_table(here / "human_ratings.csv.gz")
    table = rated(
        judge, human, on={"image_id": "task_id"}, score=f"online_factor_results.{factor}.score", rating=factor
    )
    (found,) = correlations(table)

    scores, ratings = {}, defaultdict(list)
    for line in gzip.decompress((here / "judge_evaluations_all_main.jsonl.gz").read_bytes()).splitlines():
        row = json.loads(line)
        scores[row["image_id"]] = row["online_factor_results"][factor]["score"]
    text = gzip.decompress((here / "human_ratings.csv.gz").read_bytes()).decode()
    for row in csv.DictReader(StringIO(text, newline="")):
        ratings[row["task_id"]].append(float(row[factor]))
    both = sorted(scores.keys() & ratings.keys())
    expected = stats.spearmanr([scores[k] for k in both], [np.mean(ratings[k]) for k in both]).statistic
    assert found.estimate is not None
    assert found.estimate.value == pytest.approx(expected)
    assert found.estimate.n + found.left_out == len(judge.rows)
