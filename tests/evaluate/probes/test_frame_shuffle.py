from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PIL import Image as Pixels

from plaudit.core import Image, Sample, Score, ScorerInfo, Verdict, Video, answer, find, prefer, user
from plaudit.evaluate import probes
from plaudit.evaluate.probes.frame_shuffle import frame_shuffle
from plaudit.rules.longest import longest
from tests.evaluate.probes.cases import case

INFO = ScorerInfo(name="watching", media=frozenset({"video"}))


@dataclass
class Watching:
    """1 for "brighter" where the last frame is the brightest and frames never darken."""

    info: ScorerInfo = INFO

    def score(self, samples: Sequence[Sample]) -> list[Verdict]:
        return [Verdict(sample_id=s.id, scores=tuple(judged(s, r.text) for r in s.responses)) for s in samples]


def judged(sample: Sample, said: str) -> Score:
    return Score(value=float(rises(sample) == (said == "brighter")))


def rises(sample: Sample) -> bool:
    (video,) = [part for part in sample.parts() if isinstance(part, Video)]
    greys = [frame.data.getpixel((0, 0))[0] for frame in video.data]
    return greys == sorted(greys)


def test_a_scorer_of_motion_falls_and_one_of_text_stays() -> None:
    film = Video(tuple(Image(Pixels.new("RGB", (4, 4), (g, g, g))) for g in range(0, 240, 20)), fps=4.0)
    samples = [
        Sample(
            id=str(k),
            prompt=(user(film, f"Clip {k}: brighter or darker?"),),
            responses=(answer("brighter"), answer("darker")),
            labels=(prefer(0, 1),),
        )
        for k in range(20)
    ]
    watching = frame_shuffle(case(Watching(), samples))
    assert watching.figure is not None
    assert (watching.figure.value, watching.figure.n) == (0.0, 20)
    assert watching.grade == "fine"
    text = frame_shuffle(case(longest(), [replace(s, responses=(answer("brighter"), answer("dark"))) for s in samples]))
    assert text.figure is not None
    assert text.figure.value == 1.0


def test_it_is_found_by_name() -> None:
    assert find(probes, "frame_shuffle") is frame_shuffle
