"""Twists: two claims of equal standing, of which a coin makes one true; then a scene is built to match.

The coin is thrown before the scene exists and after the two sentences do, so a reader of text alone cannot beat chance
at telling which is true. Twists of one scene never mention the same object, so they do not give each other away.
Scenes of a single object are but 4,950, which a hash does not divide quite evenly among the splits: who knew a split's
claims by heart would be right about 54 % of its digit questions. Preferences therefore add an object (`fewest`).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from plaudit.core import UsageError
from plaudit.lab.claims import BESIDE, Claim, Counts, Exists, HasColor, HasSize, Relates, Shows
from plaudit.lab.scenes import COLORS, DIGITS, GRID, LOOKS, SHAPES, SIZES, Look, Scene, Split, Thing, random_thing

CELLS = range(GRID * GRID)


@dataclass(frozen=True, slots=True)
class Twist:
    """A true claim and a false one that could as well have been the true one."""

    true: Claim
    false: Claim

    @property
    def kind(self) -> str:
        """The kind of both claims."""
        return self.true.kind

    def __getitem__(self, true: bool) -> Claim:
        return self.true if true else self.false


class Crowded(Exception):
    """This draw cannot be completed; draw again."""


@dataclass(slots=True)
class Plan:
    """A scene under construction: what must be in it, and which looks nothing else may mention."""

    rng: random.Random
    free: set[Look] = field(default_factory=lambda: set(LOOKS))
    needs: list[tuple[Look, dict[str, str]]] = field(default_factory=list)
    """Objects to be placed, with the traits they must have."""
    fixed: dict[int, Look] = field(default_factory=dict)
    """Cells that are spoken for."""
    sides: list[Relates] = field(default_factory=list)
    room: int = len(CELLS)
    """Cells left, had every coin fallen so as to need most of them."""

    def reserve(self, cells: int) -> None:
        """Keeps so many cells. Called before the coin is thrown: a scene that is given up must not depend on it."""
        self.room -= cells
        if self.room < 0:
            raise Crowded

    def look(self, among: Sequence[Look] = LOOKS) -> Look:
        """A look that nothing mentions yet; from now on it is mentioned."""
        choices = sorted(self.free.intersection(among))
        if not choices:
            raise Crowded
        look = self.rng.choice(choices)
        self.free.discard(look)
        return look

    def coin(self, a: Claim, b: Claim) -> Twist:
        """Either may be the true one."""
        return Twist(a, b) if self.rng.random() < 0.5 else Twist(b, a)

    def build(self, extras: int) -> Scene:
        """The scene, with up to so many objects that nothing mentions."""
        looks = [look for look, _ in self.needs]
        extra = self.rng.sample(sorted(self.free), min(extras, len(self.free), self.room))
        traits = dict(self.needs)
        for _ in range(50):
            cells = self.rng.sample([c for c in CELLS if c not in self.fixed], len(CELLS) - len(self.fixed))
            place = {look: cell for cell, look in self.fixed.items()}
            place |= dict(zip([x for x in looks + extra if x not in place], cells, strict=False))
            things = [random_thing(self.rng, look, cell, **traits.get(look, {})) for look, cell in place.items()]
            scene = Scene(tuple(sorted(things, key=_by_cell)))
            if all(claim.holds(scene) for claim in self.sides):
                return scene
        raise Crowded


def _by_cell(thing: Thing) -> int:
    return thing.cell


def _existence(plan: Plan) -> Twist:
    plan.reserve(1)
    a = plan.look()
    near = [x for x in LOOKS if (x.color == a.color) != (x.shape == a.shape)]
    twist = plan.coin(Exists(a), Exists(plan.look(near)))
    assert isinstance(twist.true, Exists)
    plan.needs.append((twist.true.look, {}))
    return twist


def _attribute(plan: Plan) -> Twist:
    return plan.rng.choice((_color, _size))(plan)


def _color(plan: Plan) -> Twist:
    plan.reserve(1)
    shape = plan.rng.choice(SHAPES)
    cells = [c for c in CELLS if c not in plan.fixed]
    a, b = (plan.look([Look(color, shape) for color in COLORS]) for _ in range(2))
    cell = plan.rng.choice(cells)
    twist = plan.coin(HasColor(shape, cell, a.color), HasColor(shape, cell, b.color))
    assert isinstance(twist.true, HasColor)
    plan.fixed[cell] = Look(twist.true.color, shape)
    plan.needs.append((plan.fixed[cell], {}))
    return twist


def _size(plan: Plan) -> Twist:
    plan.reserve(1)
    look = plan.look()
    twist = plan.coin(*(HasSize(look, size) for size in SIZES))
    assert isinstance(twist.true, HasSize)
    plan.needs.append((look, {"size": twist.true.size}))
    return twist


def _relation(plan: Plan) -> Twist:
    plan.reserve(2)
    a, b = plan.look(), plan.look()
    sides = plan.rng.choice((tuple(BESIDE)[:2], tuple(BESIDE)[2:]))
    twist = plan.coin(*(Relates(a, side, b) for side in sides))
    assert isinstance(twist.true, Relates)
    plan.sides.append(twist.true)
    plan.needs += [(a, {}), (b, {})]
    return twist


def _count(plan: Plan) -> Twist:
    what = plan.rng.choice(SHAPES + COLORS)
    looks = [look for look in LOOKS if what in look]
    if not plan.free.issuperset(looks):
        raise Crowded
    plan.free.difference_update(looks)
    numbers = plan.rng.sample(range(1, 5), 2)
    plan.reserve(max(numbers))
    twist = plan.coin(*(Counts(n, what) for n in numbers))
    assert isinstance(twist.true, Counts)
    plan.needs += [(look, {}) for look in plan.rng.sample(looks, twist.true.number)]
    return twist


def _digit(plan: Plan) -> Twist:
    plan.reserve(1)
    look = plan.look()
    twist = plan.coin(*(Shows(look, digit) for digit in plan.rng.sample(DIGITS, 2)))
    assert isinstance(twist.true, Shows)
    plan.needs.append((look, {"digit": twist.true.digit}))
    return twist


MAKERS: dict[str, Callable[[Plan], Twist]] = {
    "existence": _existence,
    "attribute": _attribute,
    "relation": _relation,
    "count": _count,
    "digit": _digit,
}


def draw_twists(
    rng: random.Random, kinds: Sequence[str], *, split: Split, fewest: int = 0, extras: int = 3
) -> tuple[Scene, list[Twist]]:
    """A scene of the given split and one twist of each kind asked for, in that order (a kind may come twice).

    fewest, extras: at least and at most so many objects that no twist mentions, where there is room. Raises
    `UsageError` where so many kinds do not fit a scene.
    """
    for _ in range(2000):
        plan = Plan(rng)
        try:
            # Counts first: they claim all looks of a colour or shape.
            made = {k: MAKERS[kind](plan) for k, kind in sorted(enumerate(kinds), key=lambda item: item[1] != "count")}
            scene = plan.build(rng.randint(fewest, extras))
        except Crowded:
            continue
        if scene.split == split:
            return scene, [made[k] for k in range(len(kinds))]
    raise UsageError(f"no scene of {len(CELLS)} cells holds a twist of each of {list(kinds)}", remedy="Ask for fewer.")
