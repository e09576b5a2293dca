"""Text alone does not give a fault away: no reader of it beats chance at telling which response is the better one."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from plaudit.core import Sample
from plaudit.lab import fault_pairs
from plaudit.lab.claims import KINDS, sentences

PER_KIND = 2000
GROUPS = (*(f"kind={kind}" for kind in KINDS), "multi")
Z = 2.87
"""Of the interval of each of 12 figures (6 groups, words and length), so that all hold at once with 95 %."""


class Blind(NamedTuple):
    """A pair as a reader without the image has it."""

    better: str
    worse: str
    tags: tuple[str, ...]


@pytest.fixture(scope="module")
def pairs() -> list[Blind]:
    return [_blind(s) for s in fault_pairs(PER_KIND * len(KINDS), split="pretrain")]


def _blind(sample: Sample) -> Blind:
    (pair,) = sample.labels[0].pairs()
    tags = sample.tags if "form=question" in sample.tags else (*sample.tags, "multi")
    return Blind(sample.responses[pair.better].text, sample.responses[pair.worse].text, tags)


def select(pairs: Sequence[Blind], group: str) -> list[Blind]:
    return [p for p in pairs if group in p.tags][:PER_KIND]


def grams(text: str) -> Counter[str]:
    """Words and bigrams."""
    words = text.replace(".", " .").split()
    return Counter(words + [" ".join(two) for two in pairwise(words)])


def difference(pair: Blind) -> Counter[str]:
    """Words and bigrams of the better response minus those of the worse, alone and beside each word that both share."""
    found = grams(pair.better)
    found.subtract(grams(pair.worse))
    shared = set(sentences(pair.better)) & set(sentences(pair.worse))
    context = sorted({"", *(word for sentence in shared for word in sentence.split())})
    return Counter({f"{gram}|{word}": n for gram, n in found.items() if n for word in context})


def features(pairs: Sequence[Blind]) -> NDArray[np.float32]:
    """(P, F)."""
    index: dict[str, int] = {}
    rows = [{index.setdefault(gram, len(index)): n for gram, n in difference(pair).items()} for pair in pairs]
    counts = np.zeros((len(pairs), len(index)), np.float32)
    for row, cells in zip(counts, rows, strict=True):
        row[list(cells)] = list(cells.values())
    return counts


def read_blind(pairs: Sequence[Blind]) -> tuple[float, float, float]:
    """Accuracy of a logistic regression on the half of the pairs that it was not fitted to, with its interval.

    Fitted by gradient descent to log sigmoid(w x) for x = better - worse, with a light ridge.
    """
    counts = features(pairs)
    fitted, held = counts[::2], counts[1::2]
    weights = np.zeros(counts.shape[1], np.float32)
    for _ in range(100):
        doubt = 1 / (1 + np.exp(fitted @ weights))
        weights += 0.5 * (doubt @ fitted / len(fitted) - 1e-3 * weights)
    margins = held @ weights
    return interval(float(np.mean((margins > 0) + 0.5 * (margins == 0))), len(held))


def interval(share: float, n: int, z: float = Z) -> tuple[float, float, float]:
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
    assert len(some) == PER_KIND
    _, low, high = read_blind(some)
    assert low <= 0.5 <= high


@pytest.mark.parametrize("group", GROUPS)
def test_words_would_find_a_leak(pairs: list[Blind], group: str) -> None:
    """The control: of the pairs whose better response comes second in the alphabet, three in four are left out."""
    rng = random.Random(0)
    leaky = [p for p in select(pairs, group) if p.better < p.worse or rng.random() < 0.25]
    _, low, _ = read_blind(leaky)
    assert low > 0.5  # the alphabet alone is right in four of five


@pytest.mark.parametrize("group", GROUPS)
def test_length_is_at_chance(pairs: list[Blind], group: str) -> None:
    some = select(pairs, group)
    assert all(len(p.better.split()) == len(p.worse.split()) for p in some)
    longer = [len(p.better) > len(p.worse) for p in some if len(p.better) != len(p.worse)]
    # Two digits are equally long, so that length says nothing at all.
    share = sum(longer) / len(longer) if longer else 0.5
    _, low, high = interval(share, max(1, len(longer)))
    assert low <= 0.5 <= high
