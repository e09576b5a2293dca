"""THumB: the total of its rubric, system by system, and how well one part of it follows the total."""

from __future__ import annotations

import numpy as np
import pytest

from plaudit.evaluate.tables import correlations, read_table
from tests.evaluate.published.data import folder

TOTAL = "(P + R) / 2 + Fl + Con + Inc"


def test_the_total_of_the_rubric() -> None:
    table = read_table(folder("thumb") / "mscoco_thumb.jsonl.gz")
    assert len(table.rows) == 2500
    np.testing.assert_allclose(table.numbers(TOTAL), table.numbers("human_score"), atol=1e-9)
    found = {one.group["SYS"]: one.estimate for one in correlations(
        table, score=TOTAL, rating="human_score", by=("SYS",), statistic="pearson", resample=("seg_id",)
    )}  # fmt: skip
    assert len(found) == 5
    assert all(one is not None and one.value == pytest.approx(1) and one.n == 500 for one in found.values())


def test_people_rate_highest_what_people_wrote() -> None:
    # The paper's first finding: human captions lead, and by recall more than by precision.
    table = read_table(folder("thumb") / "mscoco_thumb.jsonl.gz")
    systems = np.array([name for (name,) in table.keys(["SYS"])])
    means = {
        name: {part: table.numbers(part)[systems == name].mean() for part in ("human_score", "P", "R")}
        for name in np.unique(systems)
    }
    ranked = sorted(means, key=lambda name: -means[name]["human_score"])
    assert ranked[0] == "Human"
    lead = {part: means["Human"][part] - means[ranked[1]][part] for part in ("P", "R")}
    assert lead["R"] > lead["P"]
