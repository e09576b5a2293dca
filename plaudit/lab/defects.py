"""Scorers with one defect each and gold judgement otherwise: what an audit must find, and nothing else."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from plaudit.core import Image, Message, Part, Sample, Score, ScorerInfo, Unscored, Verdict
from plaudit.core.verdicts import Comparable
from plaudit.lab.sight import SightedScorer, sighted_scores

Worth = Callable[[Sample, int, float], float]
"""What a response is worth, of the sample, the response's place and its gold score."""


@dataclass(slots=True)
class DefectiveScorer:
    """The gold score by sight, spoilt. A `Scorer`."""

    name: str
    worth: Worth
    comparable: Comparable = "everywhere"
    shown: Callable[[Sample], Sample] = field(default=lambda sample: sample)
    """What it sees of a sample."""

    @property
    def info(self) -> ScorerInfo:
        """Named after the defect."""
        media = SightedScorer.info.media
        return ScorerInfo(name=f"lab-{self.name}", manifest={"version": 1}, media=media, comparable=self.comparable)

    def score(self, samples: Sequence[Sample]) -> list[Verdict]:
        """One verdict per sample, in order."""
        return [Verdict(sample_id=sample.id, scores=self._scores(sample)) for sample in samples]

    def _scores(self, sample: Sample) -> tuple[Score | Unscored, ...]:
        gold = sighted_scores(self.shown(sample))
        return tuple(self._spoilt(sample, i, score) for i, score in enumerate(gold))

    def _spoilt(self, sample: Sample, i: int, score: Score | Unscored) -> Score | Unscored:
        return score if isinstance(score, Unscored) else Score(value=self.worth(sample, i, score.value))


def length_lover() -> DefectiveScorer:
    """Every character is worth half a fault."""
    return DefectiveScorer("length-lover", lambda s, i, gold: gold + 0.5 * len(s.responses[i].text))


def image_blind() -> DefectiveScorer:
    """It sees no picture."""

    def without(sample: Sample) -> Sample:
        return replace(sample, prompt=tuple(replace(m, parts=_unseen(m)) for m in sample.prompt))

    # What is asserted of an empty scene is false, so a taste for words decides.
    return DefectiveScorer("image-blind", lambda s, i, gold: gold + _taste(s.responses[i].text), shown=without)


def position_biased() -> DefectiveScorer:
    """In a third of the samples the first response is forgiven three faults."""
    return DefectiveScorer(
        "position-biased", lambda s, i, gold: gold + 3.0 * (i == 0 and _taste(s.id) < 1 / 3), comparable="sample"
    )


def saturated() -> DefectiveScorer:
    """Whatever has one fault at most is perfect."""
    return DefectiveScorer("saturated", lambda s, i, gold: min(gold, -1.0))


def noisy(seed: int = 0) -> DefectiveScorer:
    """It never says the same thing twice: a normal error of two faults."""
    chance = random.Random(seed)
    return DefectiveScorer("noisy", lambda s, i, gold: gold + chance.gauss(0.0, 2.0))


def format_lover() -> DefectiveScorer:
    """Bold print is worth more than any fault costs."""
    return DefectiveScorer("format-lover", lambda s, i, gold: gold + 20.0 * ("**" in s.responses[i].text))


def miscalibrated() -> DefectiveScorer:
    """It is six times as sure as it should be."""
    return DefectiveScorer("miscalibrated", lambda s, i, gold: 6.0 * gold)


def _unseen(message: Message) -> tuple[Part, ...]:
    return tuple(part for part in message.parts if not isinstance(part, Image))


def _taste(text: str) -> float:
    """A number in [0, 1) that is always the same for the same words."""
    return random.Random(" ".join(text.lower().split())).random()
