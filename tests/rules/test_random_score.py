from __future__ import annotations

import numpy as np

from plaudit.rules.random_score import random_score
from tests.fakes import pair


def test_scores_are_uniform_and_fixed_by_the_seed() -> None:
    samples = [pair(str(k), "yes", "no") for k in range(500)]
    values = np.array([v.get(i) for v in random_score(1).score(samples) for i in (0, 1)])
    # 1,000 uniform numbers: mean 1/2 within 4 * sqrt(1/12/1000), variance 1/12 within 4 * sqrt(1/180/1000).
    assert abs(values.mean() - 1 / 2) < 0.037
    assert abs(values.var() - 1 / 12) < 0.0095
    assert random_score(1).score(samples) == random_score(1).score(samples) != random_score(2).score(samples)
