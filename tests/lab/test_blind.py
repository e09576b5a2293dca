"""Text alone does not give a fault away: no reader of it beats chance at telling which response is the better one."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from plaudit.core import Sample
from plaudit.lab import fault_pairs
from plaudit.lab.claims import KINDS
from plaudit.lab.worlds import FORMS

PER_KIND = 2000
GROUPS = (*(f"kind={kind}" for kind in KINDS), *(f"form={form}" for form in FORMS), "multi")


class Blind(NamedTuple):
    """A pair as a reader without the image has it."""

    better: str
    worse: str
    tags: tuple[str, ...]


@pytest.fixture(scope="module")
def pairs() -> list[Blind]:
    return [_blind(s) for s in fault_pairs(PER_KIND * len(KINDS), split="pretrain", seed=1)]


def _blind(sample: Sample) -> Blind:
    texts = [r.text for r in sample.responses]
    multi = () if "form=question" in sample.tags else ("multi",)
    return Blind(*(texts if sample.labels[0].values[0] else texts[::-1]), (*sample.tags, *multi))


def select(pairs: Sequence[Blind], group: str) -> list[Blind]:
    return [p for p in pairs if group in p.tags]


def grams(text: str) -> list[str]:
    words = text.replace(".", " .").split()
    return words + [" ".join(two) for two in zip(words, words[1:], strict=False)]


def differences(pairs: Sequence[Blind]) -> NDArray[np.float64]:
    """Counts of words and bigrams of the better response minus those of the worse (P, F)."""
    index: dict[str, int] = {}
    cells = [
        (row, index.setdefault(gram, len(index)), sign)
        for row, pair in enumerate(pairs)
        for text, sign in ((pair.better, 1), (pair.worse, -1))
        for gram in grams(text)
    ]
    counts = np.zeros((len(pairs), len(index)))
    rows, columns, signs = map(np.array, zip(*cells, strict=True))
    np.add.at(counts, (rows, columns), signs)
    return counts[:, np.any(counts != 0, axis=0)]


def read_blind(pairs: Sequence[Blind]) -> tuple[float, float, float]:
    """Accuracy of a logistic regression on the half of the pairs it was not fitted to, with its 95 % interval.

    Fitted by gradient descent to log sigmoid(w x) of differences x = better - worse, with a light ridge.
    """
    counts = differences(pairs)
    fitted, held = counts[::2], counts[1::2]
    weights = np.zeros(counts.shape[1])
    for _ in range(200):
        doubt = 1 / (1 + np.exp(fitted @ weights))
        weights += 0.5 * (fitted.T @ doubt / len(fitted) - 1e-3 * weights)
    margins = held @ weights
    return interval(float(np.mean((margins > 0) + 0.5 * (margins == 0))), len(held))


def interval(share: float, n: int, z: float = 1.96) -> tuple[float, float, float]:
    """A share of n, with Wilson's interval."""
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    reach = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5
    return share, centre - reach, centre + reach


def test_wilsons_interval() -> None:
    # z = 2, n = 4, share 1/2: the centre is 1/2; the reach is 2 / 2 * sqrt(1/16 + 4/64) = sqrt(1/8).
    assert interval(0.5, 4, z=2.0) == pytest.approx((0.5, 0.5 - 0.125**0.5, 0.5 + 0.125**0.5))


@pytest.mark.parametrize("group", GROUPS)
def test_words_are_at_chance(pairs: list[Blind], group: str) -> None:
    some = select(pairs, group)
    assert len(some) >= PER_KIND
    _, low, high = read_blind(some)
    assert low <= 0.5 <= high


@pytest.mark.parametrize("group", GROUPS)
def test_words_would_find_a_leak(pairs: list[Blind], group: str) -> None:
    """The control: of the pairs whose better response comes second in the alphabet, half are left out."""
    rng = random.Random(0)
    leaky = [p for p in select(pairs, group) if p.better < p.worse or rng.random() < 0.5]
    share, low, _ = read_blind(leaky)
    # The alphabet alone is right in 2 of 3.
    assert low > 0.52
    assert share > 0.57


@pytest.mark.parametrize("group", GROUPS)
def test_length_is_at_chance(pairs: list[Blind], group: str) -> None:
    some = select(pairs, group)
    assert all(len(p.better.split()) == len(p.worse.split()) for p in some)
    unequal = [len(p.better) > len(p.worse) for p in some if len(p.better) != len(p.worse)]
    if unequal:
        _, low, high = interval(sum(unequal) / len(unequal), len(unequal))
        assert low <= 0.5 <= high


@pytest.mark.parametrize("group", GROUPS)
def test_the_alphabet_is_at_chance(pairs: list[Blind], group: str) -> None:
    some = select(pairs, group)
    _, low, high = interval(sum(p.better < p.worse for p in some) / len(some), len(some))
    assert low <= 0.5 <= high
