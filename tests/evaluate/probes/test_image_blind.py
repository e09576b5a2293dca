from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from plaudit.core import DataError, Image, Sample, Score, ScorerInfo, Verdict, find
from plaudit.evaluate import probes
from plaudit.evaluate.probes.image_blind import image_blind
from plaudit.lab import GoldScorer, fault_pairs
from plaudit.rules.longest import longest
from tests.evaluate.probes.cases import case
from tests.fakes import pair, png

COLOURS = ["red", "green", "blue", "white"]
# The answer that names the colour shown is right; the other names the next colour.
SAMPLES = [
    pair(f"{c}{k}", c, COLOURS[(i + 1) % 4], f"colour={c}", image=c) for k in range(15) for i, c in enumerate(COLOURS)
]


INFO = ScorerInfo(name="seeing", media=frozenset({"image"}))


@dataclass
class Seeing:
    """1 for the name of the colour that the image has."""

    info: ScorerInfo = INFO

    def score(self, samples: Sequence[Sample]) -> list[Verdict]:
        return [Verdict(sample_id=s.id, scores=tuple(judged(s, r.text) for r in s.responses)) for s in samples]


def judged(sample: Sample, colour: str) -> Score:
    return Score(value=float(Image(png(colour)) in sample.parts()))


def test_a_scorer_that_looks_changes_its_mind_and_one_that_does_not_keeps_it() -> None:
    seeing = image_blind(case(Seeing(), SAMPLES))
    assert seeing.figure is not None
    assert seeing.figure.value <= 0.5  # never the same name wins: the next colour's, or neither
    assert seeing.grade == "fine"
    assert seeing.also["as it is: accuracy"].value == 1.0
    assert seeing.also["removed: accuracy"].value == 0.5  # it ties everything
    blind = image_blind(case(longest(), [s for s in SAMPLES if "green" not in s.id]))
    assert blind.figure is not None
    assert blind.figure.value == 1.0
    assert blind.grade == "look"  # 45 samples, of which no interval lies above 0.95


def test_samples_without_an_image_are_in_neither() -> None:
    found = image_blind(case(Seeing(), [*SAMPLES, pair("text", "red", "green")]))
    assert found.figure is not None
    assert found.figure.n == len(SAMPLES)


def test_a_scorer_that_may_know_the_image_from_elsewhere_is_not_probed() -> None:
    with pytest.raises(DataError, match=r"extra\.scene"):
        image_blind(case(GoldScorer(), list(fault_pairs(2, split="test"))))


def test_it_is_found_by_name() -> None:
    assert find(probes, "image_blind") is image_blind
