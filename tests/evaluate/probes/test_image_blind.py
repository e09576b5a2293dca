from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from plaudit.core import Image, Sample, Score, ScorerInfo, Verdict, find
from plaudit.evaluate import probes
from plaudit.evaluate.probes.image_blind import image_blind
from plaudit.rules.longest import longest
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


def test_a_scorer_that_looks_falls_and_one_that_does_not_stays(tmp_path: Path) -> None:
    seeing = image_blind(Seeing(), SAMPLES, folder=tmp_path)
    assert seeing.a.accuracy is not None
    assert seeing.b.accuracy is not None
    assert seeing.overall is not None
    assert seeing.a.accuracy.value == 1.0
    assert seeing.b.accuracy.value == 0.0  # of another colour: the preferred name is never right
    assert seeing.overall.value == 1.0
    assert {p.name for p in tmp_path.iterdir()} == {"real.jsonl", "changed.jsonl"}
    blind = image_blind(longest(), SAMPLES).overall
    assert blind is not None
    assert blind.value == 0.0


def test_samples_without_an_image_are_in_neither() -> None:
    found = image_blind(Seeing(), [*SAMPLES, pair("text", "yes", "no")])
    assert len(found.a.outcomes) == len(found.b.outcomes) == len(SAMPLES)


def test_it_is_found_by_name() -> None:
    assert find(probes, "image_blind") is image_blind
