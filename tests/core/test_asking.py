from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from plaudit.core import Audio, RunError, Sample, Score, ScorerInfo, Unscored, Verdict
from plaudit.core.asking import ask
from tests.fakes import pair

SAMPLES = [pair("a", "yes", "no"), pair("b", "red", "green", image="red")]


class Said:
    """Gives what it is told to, and notes what it was asked."""

    def __init__(self, *verdicts: Verdict, media: frozenset[str] = frozenset({"image"})) -> None:
        self.info, self.verdicts, self.asked = ScorerInfo(name="said", media=media), list(verdicts), [""]

    def score(self, samples: Sequence[Sample]) -> list[Verdict]:
        self.asked = [sample.id for sample in samples]
        return self.verdicts


def verdict(name: str, n: int = 2) -> Verdict:
    return Verdict(sample_id=name, scores=(Score(value=1.0),) * n)


def test_what_a_scorer_does_not_take_is_not_shown_to_it() -> None:
    scorer = Said(verdict("a"), media=frozenset())
    found = ask(scorer, scorer.info, SAMPLES)
    refusal = Unscored(why="unsupported", detail="said takes no image", by="said")
    assert scorer.asked == ["a"]
    assert found == [verdict("a"), Verdict(sample_id="b", scores=(refusal, refusal))]


def test_media_of_a_reference_count() -> None:
    heard = replace(SAMPLES[0], reference=(Audio(b"x"),))
    assert heard.refused_by(ScorerInfo(name="s", media=frozenset({"image"}))) == Unscored(
        why="unsupported", detail="s takes no audio", by="s"
    )


def test_nobody_is_asked_about_nothing() -> None:
    scorer = Said()
    assert ask(scorer, scorer.info, []) == []
    assert scorer.asked == [""]


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        ([verdict("a")], "asked for 2 verdicts, it gave 1"),
        ([verdict("b"), verdict("a")], "asked for 2 scores of sample 'a', it gave 2 of sample 'b'"),
        ([verdict("a"), verdict("b", 3)], "asked for 2 scores of sample 'b', it gave 3"),
    ],
)
def test_verdicts_must_fit(verdicts: list[Verdict], said: str) -> None:
    scorer = Said(*verdicts)
    with pytest.raises(RunError, match=said):
        ask(scorer, scorer.info, SAMPLES)
