from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plaudit.core import Sample, Score, ScorerInfo, Verdict
from plaudit.evaluate.probes.cost import cost
from tests.evaluate.probes.cases import case
from tests.fakes import pair

INFO = ScorerInfo(name="counting")


@dataclass
class Counting:
    """Uses as many tokens as the sample's number."""

    asked: int = 0
    info: ScorerInfo = INFO

    def score(self, samples: Sequence[Sample]) -> list[Verdict]:
        self.asked += len(samples)
        scores = (Score(value=1.0), Score(value=0.0))
        return [Verdict(sample_id=s.id, scores=scores, usage={"input_tokens": int(s.id)}) for s in samples]


def test_time_is_taken_of_a_few_and_use_of_all() -> None:
    scorer = Counting()
    found = cost(case(scorer, [pair(str(k), "a", "b") for k in range(21)]))
    assert scorer.asked == 21 + 16
    assert found.figure is not None
    assert found.figure.n == 16
    assert found.figure.value > 0
    assert found.also["input_tokens per sample"].value == 10.0
