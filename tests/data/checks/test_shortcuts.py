from __future__ import annotations

import random

from plaudit.core import Label, Sample, answer, user
from plaudit.data.checking import Given
from plaudit.data.checks.shortcuts import Shortcuts
from tests.data.checks.running import FILE, ran


def pairs(
    n: int, better: str, worse: str, *, same: float = 0.5, ordered: bool = False, first: float = 0.5
) -> list[Sample]:
    """Pairs in which the better response is the longer one with chance `same`, and stands first with chance `first`."""
    rng, out = random.Random(1), []
    for k in range(n):
        long_wins = rng.random() < same
        texts = ["word " * rng.randint(11, 20), "word " * rng.randint(1, 10)]
        good = answer(texts[not long_wins], source=better)
        bad = answer(texts[long_wins], source=worse)
        responses, values = ((good, bad), (1.0, 0.0)) if rng.random() < first else ((bad, good), (0.0, 1.0))
        prompt = (user(f"Question {k}?"),)
        out.append(
            Sample(id=str(k), prompt=prompt, responses=responses, labels=(Label(values=values, ordered=ordered),))
        )
    return out


def told(samples: list[Sample]) -> tuple[list[str], Shortcuts]:
    check = Shortcuts(Given(path=FILE))
    return [finding.what.split()[0] for finding in ran(check, samples)], check


def test_length_that_tells_all() -> None:
    found, check = told(pairs(60, "a", "a", same=1.0))
    assert found == ["length"]
    assert check.predicted["length"].value == 1.0
    assert "source" not in check.predicted  # all have the same


def test_length_that_tells_most() -> None:
    found, check = told(pairs(400, "a", "a", same=0.9))
    # two bands of log lengths that the longer wins in 0.9 of the pairs: about 0.9 of them are ranked right
    assert found == ["length"] and 0.8 < check.predicted["length"].value < 0.97


def test_source_that_tells_all() -> None:
    assert told(pairs(60, "strong", "weak"))[0] == ["source"]


def test_position() -> None:
    found, check = told(pairs(300, "a", "a", ordered=True, first=0.85))
    # a feature of two values ranks right the share of 0.85, and wrong the rest
    assert found == ["position"] and abs(check.predicted["position"].value - 0.85) < 0.06
    found, check = told(pairs(60, "a", "a", first=1.0))
    assert found == [] and "position" not in check.predicted  # one-sided order is another check's


def test_chance_is_silent() -> None:
    found, check = told(pairs(400, "a", "a"))
    assert found == [] and set(check.figures()) == {"length AUC", "position AUC"}
    assert all(estimate.low < 0.5 for estimate in check.predicted.values())


def test_too_few_groups_are_silent() -> None:
    samples = pairs(9, "strong", "weak", same=1.0)
    assert told(samples)[0] == []


def test_ratings_of_single_responses() -> None:
    rng = random.Random(2)
    lengths = [rng.randint(1, 60) for _ in range(100)]
    samples = [
        Sample(
            id=str(k),
            prompt=(user(f"Question {k}?"),),
            responses=(answer("x" * length),),
            labels=(Label(values=(float(length > 30),), kind="binary"),),
        )
        for k, length in enumerate(lengths)
    ]
    found, check = told(samples)
    assert found == ["length"] and check.predicted["length"].value > 0.95  # folds differ in scale
