from __future__ import annotations

from plaudit.core import Score
from plaudit.lab import Annotator, candidates
from plaudit.lab.people import judged, two_groups


def test_an_annotator_weighs_the_kinds_of_fault() -> None:
    score = Score(value=-3.0, dims={"count": -1.0, "digit": -2.0})
    assert Annotator().gold(score) == -3.0
    # A wrong count weighs twice, digits are not minded.
    assert Annotator(weights={"count": 2.0, "digit": 0.0}).gold(score) == -2.0


def test_people_take_turns_and_the_groups_disagree() -> None:
    pool = list(candidates(12, of=4, split="train"))
    people = two_groups(1)
    objects, places = (list(judged(pool, [person])) for person in people)
    assert [s.user for s in judged(pool, people)] == ["objects-0", "places-0"] * 6
    assert all(s.labels[0].annotator == s.user == "objects-0" for s in objects)
    pairs = [
        ({pair[:2] for pair in a.labels[0].pairs() if pair.gap}, {pair[:2] for pair in b.labels[0].pairs() if pair.gap})
        for a, b in zip(objects, places, strict=True)
    ]
    same = sum(len(a & b) for a, b in pairs)
    opposite = sum(len(a & {pair[::-1] for pair in b}) for a, b in pairs)
    assert opposite > same > 0
