from __future__ import annotations

from plaudit.data.perturb.rewrites import rewrites
from tests.fakes import pair

SAMPLES = [pair(str(k), "It is A. Yes", "It is B. No") for k in range(60)]


def words(text: str) -> list[str]:
    return text.lower().split()


def test_words_stay_and_every_way_of_writing_comes_up() -> None:
    found = rewrites(SAMPLES)
    for before, after in zip(SAMPLES, found, strict=True):
        assert [words(r.text) for r in after.responses] == [words(r.text) for r in before.responses]
        assert f"What about {before.id}?" in after.asked
    assert len({s.responses[0].text for s in found}) == 4
    assert len({s.asked.replace(s.id, "#") for s in found}) == 4
