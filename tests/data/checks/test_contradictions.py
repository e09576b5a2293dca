from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from plaudit.core import Label, Sample, answer, user
from plaudit.data.checking import Given
from plaudit.data.checks.contradictions import Contradictions
from tests.data.checks.running import FILE, compared, findings, places, ran


def test_a_pair_that_was_judged_both_ways() -> None:
    check = Contradictions(Given(path=FILE))
    found = ran(check, [compared("1a", "x", "y"), compared("1b", "x", "y", (0, 1)), compared("1c", "y", "x")])
    assert places(found) == [("warning", "line 2", "labels[0]"), ("warning", "line 3", "labels[0]")]
    assert found[0].what == "it prefers response 1 to 0, but line 1 (labels[0]) prefers the latter"
    assert check.figures() == {"pairs": 2, "cycles": 0}


def test_three_that_go_in_a_circle() -> None:
    check = Contradictions(Given(path=FILE))
    found = ran(check, [compared("1a", "x", "y"), compared("1b", "y", "z"), compared("1c", "z", "x")])
    assert len(found) == 1 and found[0].what.startswith("3 preferences go in a circle")
    assert all(f"line {n}" in found[0].what for n in (1, 2, 3))
    assert check.figures() == {"pairs": 0, "cycles": 1}


def test_a_circle_through_a_ranking() -> None:
    ranked = Sample(
        id="1",
        prompt=(user("Question 1?"),),
        responses=tuple(map(answer, "wxyz")),
        labels=(Label(values=(4, 3, 2, 1)),),
    )
    assert findings(Contradictions, [ranked, compared("1b", "w", "z")]) == []
    (found,) = findings(Contradictions, [ranked, compared("1b", "z", "w")])
    assert "line 1 (labels[0]) prefers the latter" in found.what
    (found,) = findings(Contradictions, [ranked, compared("1b", "z", "v"), compared("1c", "v", "w")])
    assert "go in a circle" in found.what


def test_two_sittings_of_one_sample() -> None:
    once = compared("1a", "x", "y", annotator="judge")
    (found,) = findings(Contradictions, [replace(once, labels=(*once.labels, Label(values=(0, 1), annotator="judge")))])
    assert found.field == "labels[1]" and "line 1 (labels[0])" in found.what


def test_what_does_not_contradict() -> None:
    one = compared("1a", "x", "y", annotator="ann")
    for other in (
        compared("1b", "x", "y", (0, 1), annotator="bob"),  # another person
        compared("1b", "x", "y", (0, 1), annotator="ann", dimension="style"),
        compared("2b", "x", "y", (0, 1), annotator="ann"),  # another prompt
        compared("1b", "x", "y", (0, 0), annotator="ann"),  # a tie
        compared("1b", "x", "y", annotator="ann"),
        compared("1b", "y", "x", (0, 1), annotator="ann"),
    ):
        assert findings(Contradictions, [one, other]) == []
    (found,) = findings(Contradictions, [one, compared("1b", "x", "y", (0, 1), annotator="ann")])
    assert found.what.endswith("(annotator ann)")


def test_every_order_of_five_is_free_of_circles() -> None:
    assert findings(Contradictions, [compared(f"1{a}{b}", a, b) for a, b in combinations("vwxyz", 2)]) == []
