from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from plaudit.compose.critique import critique
from plaudit.core import Image, Message, Sample, Score, Text, Unscored, UsageError, answer, user
from plaudit.rules.longest import longest
from plaudit.runs.contract import check_scorer
from tests.compose.promises import SAMPLES, asked, one, told
from tests.fakes import png


@dataclass
class Echo:
    """Writes the answer that it was asked about, in capitals; of a bad one, nothing."""

    seen: list[Sample] = field(default_factory=list)

    def generate(self, samples: Sequence[Sample], n: int = 1) -> list[Sample | Unscored]:
        self.seen += samples
        return [self._written(sample) for sample in samples]

    def _written(self, sample: Sample) -> Sample | Unscored:
        said = sample.asked.partition("A=")[2]
        if said == "bad":
            return Unscored(why="down", detail="no answer")
        return replace(sample, responses=(answer(said.upper()),))


def test_it_keeps_what_a_scorer_promises() -> None:
    check_scorer(critique(longest(), Echo(), instruction="{question} A={answer}"), SAMPLES)


def test_the_critique_is_scored_and_told_as_the_rationale() -> None:
    writer = Echo()
    scorer = critique(told(RED=2.0), writer, instruction="Q={question} A={answer}")
    assert one(scorer, asked("red")) == Score(value=2.0, rationale="RED")
    assert [sample.asked for sample in writer.seen] == ["Q=? A=red"]


def test_a_critique_that_could_not_be_written_costs_only_its_own_response() -> None:
    scorer = critique(told(X=1.0), Echo(), instruction="{question} A={answer}")
    (verdict,) = scorer.score([asked("bad", "x")])
    assert verdict.scores[0] == Unscored(why="down", detail="no answer", by="critique")
    assert verdict.get(1) == 1.0 and verdict.usage == {"calls": 1, "told": 1}


def test_a_scorer_that_fails_is_named() -> None:
    scorer = critique(told("told", X=Unscored(why="refused")), Echo(), instruction="{question} A={answer}")
    failed = one(scorer, asked("x"))
    assert isinstance(failed, Unscored) and (failed.why, failed.by) == ("refused", "told")


def test_media_come_first_and_a_place_that_was_typed_stays_text() -> None:
    writer, image = Echo(), Image(png("red"))
    sample = Sample(id="s", prompt=(user("What is {answer}?", image),), responses=(answer("{question}"),))
    critique(told(), writer, instruction="{question} A={answer}").score([sample])
    assert writer.seen[0].prompt[0].parts == (image, Text("\nWhat is {answer}? A={question}"))


def test_a_conversation_of_several_roles_is_not_scored() -> None:
    system = Message(role="system", parts=(Text("Be brief."),))
    sample = replace(asked("x"), prompt=(system, user("?")))
    failed = one(critique(told(), Echo(), instruction="{question} A={answer}"), sample)
    assert isinstance(failed, Unscored) and failed.why == "unsupported"


def test_an_instruction_without_its_places_is_refused() -> None:
    for wrong in ("{question}", "{question} {answer} {answer}"):
        with pytest.raises(UsageError, match="once each"):
            critique(told(), Echo(), instruction=wrong)
