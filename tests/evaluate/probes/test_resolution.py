from __future__ import annotations

from plaudit.core import Image, Sample
from plaudit.evaluate.probes.resolution import resolution
from plaudit.media import load_image
from plaudit.rules.longest import longest
from tests.evaluate.probes.cases import case, worth
from tests.fakes import pair

SAMPLES = [pair(str(k), "long", "s", image="red") for k in range(40)]


def test_only_a_scorer_of_pixels_changes_its_mind() -> None:
    def wide(sample: Sample, text: str) -> float:
        (image,) = [part for part in sample.parts() if isinstance(part, Image)]
        return (1 if text == "s" else -1) * (7 - load_image(image).width)

    found = resolution(case(worth(wide), SAMPLES))  # 8 pixels wide, then 6
    assert (found.figure and found.figure.value, found.grade) == (1.0, "broken")
    assert found.also["x 0.5: winners that change"].value == 1.0
    assert resolution(case(longest(), SAMPLES)).grade == "fine"
