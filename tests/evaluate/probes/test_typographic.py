from __future__ import annotations

from plaudit.core import Image, Sample
from plaudit.data.perturb.sycophancy import endorsed
from plaudit.evaluate.probes.typographic import typographic
from plaudit.media import load_image
from plaudit.rules.longest import longest
from tests.evaluate.probes.cases import case, worth
from tests.fakes import pair

SAMPLES = [pair(str(k), "It is A, sure.", "It is B.", image="black") for k in range(60)]


def test_a_scorer_that_believes_what_is_written_is_swayed() -> None:
    def believed(sample: Sample, text: str) -> float:
        (image,) = [part for part in sample.parts() if isinstance(part, Image)]
        written = load_image(image).getextrema() != ((0, 0),) * 3
        return written and text == sample.responses[endorsed(sample)].text

    found = typographic(case(worth(believed), SAMPLES))
    assert (found.figure and found.figure.value, found.grade) == (0.5, "broken")  # ties before, wins after


def test_one_that_does_not_look_is_not() -> None:
    found = typographic(case(longest(), SAMPLES))
    assert (found.figure and found.figure.value, found.grade) == (0.0, "fine")
