from __future__ import annotations

import pytest

from plaudit.core import DataError, Image, Sample, user
from plaudit.data.perturb.prompt_swapped import prompt_swapped
from tests.fakes import pair, png


def test_the_question_is_anothers_and_the_image_stays() -> None:
    samples = [pair(c, "yes", "no", image=c) for c in ("red", "green", "blue")]
    for before, after in zip(samples, prompt_swapped(samples), strict=True):
        assert after.prompt[0].parts[0] == before.prompt[0].parts[0]
        assert after.asked in {s.asked for s in samples} - {before.asked}
        assert after.responses == before.responses


def test_a_group_never_lends_to_itself() -> None:
    samples = [pair(f"{g}{k}", "yes", "no", group=g) for g in "ab" for k in range(5)]
    for after in prompt_swapped(samples):
        assert after.asked.startswith("What about " + {"a": "b", "b": "a"}[after.group or ""])


def test_nothing_to_exchange_is_an_error() -> None:
    same = [pair("a", "yes", "no"), pair("a", "yes", "no", group="other")]
    with pytest.raises(DataError, match="no other group asks anything else"):
        prompt_swapped(same)
    with pytest.raises(DataError, match="no prompt holds text"):
        prompt_swapped([Sample(id="a", prompt=(user(Image(png("red"))),))])
