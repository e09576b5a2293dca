from __future__ import annotations

from PIL import Image as Pixels

from plaudit.core import Image, Sample, Video, answer, prefer, user
from plaudit.evaluate.probes.frame_count import frame_count
from plaudit.rules.longest import longest
from tests.evaluate.probes.cases import case, worth


def film(k: int) -> Sample:
    frames = tuple(Image(Pixels.new("RGB", (4, 4), (g, g, g))) for g in range(0, 240, 10))
    return Sample(
        id=str(k),
        prompt=(user(Video(frames, fps=4.0), f"Clip {k}"),),
        responses=(answer("yes"), answer("never")),
        labels=(prefer(0, 1),),
    )


def test_a_scorer_that_counts_frames_changes_its_mind() -> None:
    samples = [film(k) for k in range(20)]

    def many(sample: Sample, text: str) -> float:
        (video,) = [part for part in sample.parts() if isinstance(part, Video)]
        return (1 if text == "yes" else -1) * (len(video.data) - 12)

    found = frame_count(case(worth(many), samples))
    assert (found.figure and found.figure.value, found.grade) == (1.0, "broken")
    assert found.also["4 frames: winners that change"].value == 1.0
    assert frame_count(case(longest(), samples)).grade == "fine"
