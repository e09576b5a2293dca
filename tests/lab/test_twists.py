from __future__ import annotations

import random
from collections import Counter
from itertools import combinations

import pytest

from plaudit.core import UsageError
from plaudit.lab.claims import KINDS, Claim, Counts, Exists, HasColor, HasSize, Relates, Shows
from plaudit.lab.scenes import LOOKS, Look, Split
from plaudit.lab.twists import MAKERS, Crowded, Plan, Twist, draw_twists


class Coin(random.Random):
    """A random source whose coins all fall on one side, while all its other choices depend on the seed only."""

    def __init__(self, seed: int, side: float) -> None:
        super().__init__(seed)
        self.side = side

    def random(self) -> float:
        return self.side

    def getrandbits(self, k: int, /) -> int:  # where both are defined, choice and sample use this one
        return super().getrandbits(k)


def mentioned(claim: Claim) -> set[Look]:
    match claim:
        case Exists(look) | HasSize(look) | Shows(look):
            return {look}
        case HasColor(shape, _, color):
            return {Look(color, shape)}
        case Relates(look, _, other):
            return {look, other}
        case Counts(_, what):
            return {look for look in LOOKS if what in look}
    raise AssertionError(claim)


def of(twist: Twist) -> set[Look]:
    return mentioned(twist.true) | mentioned(twist.false)


@pytest.mark.parametrize("kind", KINDS)
def test_the_coin_is_thrown_after_the_two_sentences(kind: str) -> None:
    """With the coin turned over and all else equal, the same two sentences change places, and nothing else is known."""
    for seed in range(200):
        heads, tails = Plan(Coin(seed, 0.25)), Plan(Coin(seed, 0.75))
        a, b = MAKERS[kind](heads), MAKERS[kind](tails)
        assert (a.true, a.false) == (b.false, b.true)
        # What later twists are made from does not depend on the coin either.
        assert heads.free == tails.free
        assert heads.room == tails.room
        assert heads.fixed.keys() == tails.fixed.keys()


def test_a_coin_changes_no_other_sentence() -> None:
    # Without counts: their coin decides how many objects are drawn, after which the random source goes on elsewhere.
    kinds = [kind for kind in KINDS if kind != "count"]
    for seed in range(200):
        heads, tails = Plan(Coin(seed, 0.25)), Plan(Coin(seed, 0.75))
        for kind in random.Random(seed).sample(kinds, len(kinds)):
            a, b = MAKERS[kind](heads), MAKERS[kind](tails)
            assert (a.true, a.false) == (b.false, b.true)


@pytest.mark.parametrize("kind", KINDS)
def test_the_two_claims_differ_in_sentence_only(kind: str) -> None:
    rng = random.Random(0)
    for _ in range(100):
        _, (twist,) = draw_twists(rng, [kind], split="pretrain")
        assert twist.kind == twist.true.kind == twist.false.kind == kind
        assert twist.true.question == twist.false.question
        assert str(twist.true) != str(twist.false)
        assert len(str(twist.true).split()) == len(str(twist.false).split())
        assert (twist[True], twist[False]) == (twist.true, twist.false)


@pytest.mark.parametrize("split", ["pretrain", "train", "test"])
def test_true_holds_and_false_does_not(split: Split) -> None:
    rng = random.Random(0)
    for n in (1, 2, 3, 4, 5):
        for _ in range(30):
            kinds = rng.sample(KINDS, n)
            scene, twists = draw_twists(rng, kinds, split=split)
            assert scene.split == split
            assert [t.kind for t in twists] == kinds
            assert all(t.true.holds(scene) and not t.false.holds(scene) for t in twists)


def test_twists_of_one_scene_never_mention_the_same_object() -> None:
    rng = random.Random(0)
    for k in range(200):
        kinds = list(KINDS) if k % 2 else ["count", "count", "attribute", "attribute"]
        _, twists = draw_twists(rng, kinds, split="pretrain")
        assert [t.kind for t in twists] == kinds
        assert all(of(a).isdisjoint(of(b)) for a, b in combinations(twists, 2))


def test_extras_are_objects_that_no_twist_mentions() -> None:
    rng = random.Random(0)
    for extras in (0, 8):
        unmentioned = Counter[int]()
        for _ in range(200):
            scene, (twist,) = draw_twists(rng, ["relation"], split="pretrain", extras=extras)
            unmentioned[sum(t.look not in of(twist) for t in scene.things)] += 1
        # A relation takes two of the nine cells, so that of eight extras seven fit.
        assert unmentioned.keys() == ({0} if extras == 0 else set(range(8)))


def test_answers_are_spread() -> None:
    """No colour, number, side or digit is the usual one."""
    rng = random.Random(0)
    drawn = {kind: [draw_twists(rng, [kind], split="pretrain")[1][0] for _ in range(400)] for kind in KINDS}
    sides = Counter(t.true.side for t in drawn["relation"] if isinstance(t.true, Relates))
    numbers = Counter(t.true.number for t in drawn["count"] if isinstance(t.true, Counts))
    digits = Counter(t.true.digit for t in drawn["digit"] if isinstance(t.true, Shows))
    looks = Counter(t.true.look for t in drawn["existence"] if isinstance(t.true, Exists))
    attributes = Counter(type(t.true) for t in drawn["attribute"])
    # Each value of m is drawn with probability 1 / m; bounds of 4 standard errors.
    for found, m in ((sides, 4), (numbers, 4), (digits, 10), (looks, 25), (attributes, 2)):
        assert len(found) == m
        assert max(abs(count / 400 - 1 / m) for count in found.values()) < 4 * (1 / m * (1 - 1 / m) / 400) ** 0.5


def test_too_many_kinds_for_a_scene() -> None:
    with pytest.raises(UsageError, match=r"no scene of 9 cells holds .*\. Ask for fewer\."):
        draw_twists(random.Random(0), ["relation"] * 5, split="pretrain")


def test_a_plan_gives_up_rather_than_share() -> None:
    plan = Plan(random.Random(0), free={Look("red", "star")}, room=1)
    plan.reserve(1)
    with pytest.raises(Crowded):
        plan.reserve(1)
    assert plan.look() == Look("red", "star")
    with pytest.raises(Crowded):
        plan.look()
