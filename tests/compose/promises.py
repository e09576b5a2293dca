"""What every composition promises, whatever it does with its parts' scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from plaudit.core import (
    Image,
    RunError,
    Sample,
    Score,
    Scorer,
    ScorerInfo,
    Text,
    Unscored,
    Verdict,
    answer,
    prefer,
    user,
)
from plaudit.rules.flaky import flaky
from plaudit.rules.longest import longest
from plaudit.runs import run
from plaudit.runs.contract import check_scorer
from tests.fakes import pair

Make = Callable[[Scorer, Scorer], Scorer]
ALL = frozenset({"image", "video", "audio"})
SAMPLES = [pair("a", "yes, it is", "no"), pair("b", "red", "the colour is green", image="red")]

TOLD = ScorerInfo(name="told", media=ALL, comparable="everywhere")


@dataclass
class Told:
    """A scorer that says what it is told, response by response, and notes what it is shown."""

    by_text: Mapping[str, Score | Unscored] = field(default_factory=dict)
    info: ScorerInfo = TOLD
    seen: list[Sample] = field(default_factory=list)

    def score(self, samples: Sequence[Sample]) -> list[Verdict]:
        self.seen += samples
        return [
            Verdict(
                sample_id=s.id,
                scores=tuple(self.by_text.get(r.text, Score(value=1.0)) for r in s.responses),
                votes=(prefer(0, 1),) if len(s.responses) > 1 else (),
                usage={"calls": 1, self.info.name: len(s.responses)},
            )
            for s in samples
        ]


def told(name: str = "told", **values: float | Unscored) -> Told:
    """told(yes=1.0): the response "yes" is worth 1."""
    scores = {text: Score(value=v) if isinstance(v, float) else v for text, v in values.items()}
    return Told(scores, ScorerInfo(name=name, media=ALL, comparable="everywhere", bounds=(-5.0, 5.0)))


def asked(*texts: str) -> Sample:
    return Sample(id="s", prompt=(user("?"),), responses=tuple(map(answer, texts)))


def one(scorer: Scorer, sample: Sample, i: int = 0) -> Score | Unscored:
    return scorer.score([sample])[0].scores[i]


def value(scorer: Scorer, sample: Sample, i: int = 0) -> float:
    score = one(scorer, sample, i)
    assert isinstance(score, Score)
    return score.value


def check_composition(make: Make) -> None:
    """make: of two scorers; a composition of one leaves the second unasked."""
    check_scorer(make(longest(), told()), SAMPLES)
    check_scorer(make(flaky(0.5, seed=1), flaky(0.5, seed=2)), SAMPLES)
    _check_info(make)
    _check_reads(make)
    _check_media(make)
    _check_failure(make)
    with pytest.raises(RunError, match=r"asked for .* it gave"):
        make(Broken(), Broken()).score(SAMPLES)


def _check_info(make: Make) -> None:
    assert make(flaky(), longest()).info.comparable == "sample"
    digests = [
        make(a, b).info.digest for a, b in ((longest(), longest()), (flaky(0.5), flaky(0.5)), (flaky(0.4), flaky(0.4)))
    ]
    assert len(set(digests)) == 3
    assert digests[0] == make(longest(), longest()).info.digest


def _check_reads(make: Make) -> None:
    a, b = told("a"), told("b")
    a.info = ScorerInfo(name="a", media=ALL, reads=frozenset({"reference"}))
    b.info = ScorerInfo(name="b", media=ALL, reads=frozenset({"user"}))
    made = make(a, b)
    made.score([Sample(id="s", prompt=(), responses=(answer("x"),), reference=(Text("r"),), user="u", tags=("t=1",))])
    assert [(s.reference, s.user, s.tags) for s in a.seen] == [((Text("r"),), None, ())]
    assert {(s.reference, s.user, s.tags) for s in b.seen} <= {((), "u", ())}
    assert made.info.reads >= {"reference"}


def _check_media(make: Make) -> None:
    blind = Told(info=ScorerInfo(name="blind", comparable="everywhere"))
    made = make(blind, blind)
    assert made.info.media == frozenset()
    shown = Sample(id="s", prompt=(user(Image(b"-"), "?"),), responses=(answer("x"), answer("y")))
    for score in made.score([shown])[0].scores:
        assert isinstance(score, Unscored)
        assert (score.why, score.by) == ("unsupported", "blind")
    assert not blind.seen
    assert [type(s) for s in run(made, [shown])[0].scores] == [Unscored, Unscored]


def _check_failure(make: Make) -> None:
    failing = told("failing", x=Unscored(why="refused", detail="no"))
    sample = asked("x", "y")
    (verdict,) = make(failing, failing).score([sample])
    failed, scored = verdict.scores
    assert isinstance(failed, Unscored)
    assert (failed.why, failed.by) == ("refused", "failing")
    assert "refused: no" in failed.detail
    assert isinstance(scored, Score)


def usage_of(*parts: Told) -> Counter[str]:
    """Of one sample with one response."""
    return sum((Counter({"calls": 1, part.info.name: 1}) for part in parts), Counter())


class Broken:
    info = ScorerInfo(name="broken", media=ALL)

    def score(self, samples: Sequence[Sample]) -> list[Verdict]:
        return []
