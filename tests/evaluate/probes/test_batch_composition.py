from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plaudit.core import Sample, Score, ScorerInfo, Verdict
from plaudit.evaluate.probes.batch_composition import batch_composition
from plaudit.rules.longest import longest
from tests.evaluate.probes.cases import case
from tests.fakes import pair

SAMPLES = [pair(str(k), "long", "s") for k in range(40)]

INFO = ScorerInfo(name="padded")


@dataclass
class Padded:
    """Scores shift with the size of the batch, as with a mask that does not hide the padding."""

    info: ScorerInfo = INFO

    def score(self, samples: Sequence[Sample]) -> list[Verdict]:
        shift = 0.1 * len(samples)
        return [
            Verdict(sample_id=s.id, scores=tuple(Score(value=len(r.text) + shift) for r in s.responses))
            for s in samples
        ]


def test_a_score_that_depends_on_the_batch_is_found() -> None:
    found = batch_composition(case(Padded(), SAMPLES))
    assert (found.figure and found.figure.value, found.figure and found.figure.n, found.grade) == (1.0, 80, "broken")
    assert [e.sample.id for e in found.examples] == ["0", "1", "2"]
    found = batch_composition(case(longest(), SAMPLES))
    assert (found.figure and found.figure.value, found.grade) == (0.0, "fine")
