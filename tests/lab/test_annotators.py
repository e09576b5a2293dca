from __future__ import annotations

import math
import random
from itertools import permutations

import pytest

from plaudit.core import Label
from plaudit.lab import Annotator


def chosen_first(annotator: Annotator, gold: tuple[float, float], words: tuple[int, int], n: int = 4000) -> float:
    rng = random.Random(0)
    labels = [annotator.label(gold, words, rng) for _ in range(n)]
    return sum(label.values == (1.0, 0.0) for label in labels) / n


@pytest.mark.parametrize("gold", list(permutations((-3.0, -1.0, 0.0, -2.0))))
def test_without_noise_the_order_is_gold(gold: tuple[float, ...]) -> None:
    label = Annotator(name="ann").label(gold, [5] * 4, random.Random(0))
    # -3 is the worst and so 0, 0 the best and so 3.
    assert label == Label(values=tuple(g + 3 for g in gold), annotator="ann")


def test_equal_responses_share_a_rank() -> None:
    label = Annotator().label((-1.0, 0.0, -1.0, -5.0), [5, 5, 5, 5], random.Random(0))
    assert label.values == (1.0, 2.0, 1.0, 0.0)


def test_without_noise_no_randomness_is_used() -> None:
    rng = random.Random(0)
    state = rng.getstate()
    Annotator(tie_within=0.5, length_bias=1.0).label((0.0, -1.0), (3, 4), rng)
    assert rng.getstate() == state


@pytest.mark.parametrize("noise", [1.0, 2.0])
@pytest.mark.parametrize("gap", [0.0, 1.0, 2.0])
def test_noise_makes_bradley_terry_choices(gap: float, noise: float) -> None:
    expected = 1 / (1 + math.exp(-gap / noise))
    found = chosen_first(Annotator(noise=noise), (0.0, -gap), (5, 5))
    # For noise 1: 0.5, 0.731, 0.881. 4 standard errors are at most 4 * sqrt(0.25 / 4000) = 0.032.
    assert abs(found - expected) < 4 * (expected * (1 - expected) / 4000) ** 0.5


def test_noise_ranks_more_than_two_as_bradley_terry_does() -> None:
    rng, n = random.Random(0), 4000
    labels = [Annotator(noise=1.0).label((0.0, -1.0, -2.0), (5, 5, 5), rng) for _ in range(n)]
    for better, worse, gap in ((0, 1, 1.0), (1, 2, 1.0), (0, 2, 2.0)):
        expected = 1 / (1 + math.exp(-gap))
        found = sum((better, worse) in {pair[:2] for pair in label.pairs()} for label in labels) / n
        assert abs(found - expected) < 4 * (expected * (1 - expected) / n) ** 0.5
    assert {label.values for label in labels} == set(permutations((0.0, 1.0, 2.0)))


@pytest.mark.parametrize(("gap", "values"), [(0.0, (0.0, 0.0)), (1.0, (0.0, 0.0)), (1.5, (1.0, 0.0))])
def test_near_things_are_a_tie(gap: float, values: tuple[float, float]) -> None:
    assert Annotator(tie_within=1.0).label((0.0, -gap), (5, 5), random.Random(0)).values == values
    assert Annotator(tie_within=1.0).label((-gap, 0.0), (5, 5), random.Random(0)).values == values[::-1]


def test_a_tie_is_of_what_is_perceived() -> None:
    # P(|L| <= 1) of a standard logistic L is 2 sigmoid(1) - 1 = 0.4621.
    rng, n = random.Random(0), 4000
    ties = sum(Annotator(noise=1.0, tie_within=1.0).label((0.0, 0.0), (5, 5), rng).values == (0, 0) for _ in range(n))
    assert abs(ties / n - 0.4621) < 4 * (0.4621 * 0.5379 / n) ** 0.5


def test_length_is_worth_its_bias() -> None:
    # The second response has one fault and ten words more: worth 10 * bias - 1 more.
    for bias, values in ((0.0, (1.0, 0.0)), (0.05, (1.0, 0.0)), (0.2, (0.0, 1.0)), (-1.0, (1.0, 0.0))):
        assert Annotator(length_bias=bias).label((0.0, -1.0), (5, 15), random.Random(0)).values == values
    expected = 1 / (
        1 + math.exp(1.0)
    )  # bias 0.2: the first is perceived as 0.2 * 5 = 1, the second as 0.2 * 15 - 1 = 2
    found = chosen_first(Annotator(noise=1.0, length_bias=0.2), (0.0, -1.0), (5, 15))
    assert abs(found - expected) < 4 * (expected * (1 - expected) / 4000) ** 0.5


def test_each_response_needs_a_length() -> None:
    with pytest.raises(ValueError, match="zip"):
        Annotator().label((0.0, -1.0), (5,), random.Random(0))
