from __future__ import annotations

from pathlib import Path

from plaudit.core import Label, Video
from tests.data.formats.fixture import FOLDER, fixture, won


def test_a_label_for_each_dimension() -> None:
    girl, city = fixture("videogen_reward_bench")
    assert won(girl) == Path("videos/1_B.mp4") and girl.prompt[0].text == "A girl sits down."
    assert [response.source for response in girl.responses] == ["kling", "gen2"]
    assert {label.dimension: label.of[0] for label in girl.labels} == {
        "overall": 1,
        "visual_quality": 1,
        "motion_quality": 1,
        "text_alignment": 0,
    }
    assert city.responses[0].parts == (Video(FOLDER / "videos" / "2_A.mp4"),)
    assert [label.dimension for label in city.labels] == ["visual_quality", "motion_quality", "text_alignment"]
    assert city.labels[0] == Label(values=(0.5, 0.5), dimension="visual_quality")
