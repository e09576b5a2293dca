from __future__ import annotations

from plaudit.core import Label, Video
from tests.data.formats.fixture import FOLDER, fixture


def test_the_mean_opinion_of_a_film() -> None:
    samples = fixture("bvqa")
    assert [sample.labels[0].values for sample in samples] == [(3.22,), (4.64,), (80.232,), (3.649,)]
    first = samples[0]
    assert first.responses[0].parts == (Video(FOLDER / "KoNViD_1k_videos" / "4542323058.mp4"),)
    assert first.labels == (Label(values=(3.22,), kind="rating"),) and first.prompt == ()
    assert len({sample.group for sample in samples}) == 4 and samples[1].id == "3339962845"
