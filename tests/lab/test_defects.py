from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from plaudit.core import Sample, answer, user
from plaudit.lab import defects, fault_pairs
from plaudit.lab.defects import DefectiveScorer
from plaudit.lab.sight import SightedScorer
from plaudit.runs import run
from plaudit.runs.contract import check_scorer

PAIRS = list(fault_pairs(12, split="test"))
STEADY = [
    defects.length_lover,
    defects.image_blind,
    defects.position_biased,
    defects.saturated,
    defects.format_lover,
    defects.miscalibrated,
]


@pytest.mark.parametrize("make", STEADY)
def test_all_but_the_noisy_one_keep_a_scorers_promises(make: Callable[[], DefectiveScorer]) -> None:
    check_scorer(make(), PAIRS[:3])


def values(scorer: DefectiveScorer | SightedScorer, samples: Sequence[Sample]) -> list[list[object]]:
    return [[v.get(i) for i in range(len(v.scores))] for v in run(scorer, samples)]


def test_each_spoils_the_gold_score_in_its_way() -> None:
    (gold,) = values(SightedScorer(), PAIRS[1:2])
    length = [len(r.text) for r in PAIRS[1].responses]
    assert values(defects.length_lover(), PAIRS[1:2]) == [[g + 0.5 * n for g, n in zip(gold, length, strict=True)]]
    assert values(defects.miscalibrated(), PAIRS[1:2]) == [[6 * g for g in gold]]
    assert values(defects.saturated(), PAIRS[1:2]) == [[min(g, -1.0) for g in gold]]
    bold = replace(PAIRS[1], responses=(answer("**There**"), answer("There")), prompt=(user("Look."),), labels=())
    assert values(defects.format_lover(), [bold]) == [[19.0, -1.0]]


def test_a_third_of_the_samples_favours_the_first_response() -> None:
    samples = [Sample(id=str(k), prompt=(user("Look."),), responses=(answer(""), answer(""))) for k in range(300)]
    gaps = [a - b for a, b in values(defects.position_biased(), samples)]  # type: ignore[operator]
    assert set(gaps) == {0.0, 3.0}
    assert 80 <= gaps.count(3.0) <= 120


def test_the_blind_one_does_not_mind_the_picture() -> None:
    swapped = [replace(a, prompt=b.prompt) for a, b in zip(PAIRS, [*PAIRS[1:], PAIRS[0]], strict=True)]
    asked = [replace(s, prompt=(replace(s.prompt[0], parts=s.prompt[0].parts[:1]),)) for s in PAIRS]
    other = [replace(s, prompt=(replace(s.prompt[0], parts=s.prompt[0].parts[:1]),)) for s in swapped]
    assert values(defects.image_blind(), asked) == values(defects.image_blind(), other)
    assert values(SightedScorer(), asked) != values(SightedScorer(), other)


def test_the_noisy_one_never_says_the_same_twice() -> None:
    scorer = defects.noisy()
    assert values(scorer, PAIRS) != values(scorer, PAIRS)
    assert values(defects.noisy(), PAIRS) == values(defects.noisy(), PAIRS)
