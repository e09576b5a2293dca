from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaudit.core import DataError
from plaudit.lab.scenes import DIGITS, LOOKS, PLACES, SIZES, Look, Scene, Split, Thing, random_thing

RED_CIRCLE, BLUE_STAR = Look("red", "circle"), Look("blue", "star")


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    """Zero to nine objects, by cell."""
    cells = sorted(draw(st.sets(st.integers(0, 8))))
    looks = draw(st.lists(st.sampled_from(LOOKS), min_size=len(cells), max_size=len(cells), unique=True))
    traits = st.tuples(st.sampled_from(SIZES), st.sampled_from(("", *DIGITS)))
    return Scene(tuple(Thing(look, cell, *draw(traits)) for look, cell in zip(looks, cells, strict=True)))


def scattered(rng: random.Random) -> Scene:
    """One to six objects, of any split."""
    n = rng.randint(1, 6)
    places = zip(rng.sample(LOOKS, n), rng.sample(range(9), n), strict=True)
    return Scene(tuple(random_thing(rng, look, cell) for look, cell in places))


def test_cells_are_named_in_reading_order() -> None:
    for cell, (row, column) in {0: (0, 0), 2: (0, 2), 3: (1, 0), 4: (1, 1), 8: (2, 2)}.items():
        thing = Thing(RED_CIRCLE, cell)
        assert (thing.row, thing.column) == (row, column)
    assert [PLACES[cell] for cell in (0, 2, 3, 4, 8)] == [
        "top left", "top right", "middle left", "center", "bottom right",
    ]  # fmt: skip


def test_objects_are_found_by_look_and_cell() -> None:
    thing = Thing(RED_CIRCLE, 5)
    scene = Scene((thing,))
    assert scene.find(RED_CIRCLE) is thing is scene.at(5)
    assert scene.find(BLUE_STAR) is None is scene.at(0)


def test_a_description_names_every_cell() -> None:
    scene = Scene((Thing(RED_CIRCLE, 0, "large", "7"), Thing(BLUE_STAR, 8, "small")))
    assert scene.description() == "large red circle 7. " + "nothing. " * 7 + "small blue star."


@pytest.mark.parametrize("other", [Thing(BLUE_STAR, 0), Thing(RED_CIRCLE, 1)])
def test_two_objects_share_neither_cell_nor_look(other: Thing) -> None:
    with pytest.raises(ValueError, match="share a cell or a look"):
        Scene((Thing(RED_CIRCLE, 0), other))


@given(scenes())
def test_a_scene_survives_json(scene: Scene) -> None:
    assert Scene.from_json(json.loads(json.dumps(scene.to_json()))) == scene


@given(scenes(), st.randoms(use_true_random=False))
def test_the_order_of_objects_does_not_matter(scene: Scene, rng: random.Random) -> None:
    turned = Scene(tuple(rng.sample(scene.things, len(scene.things))))
    assert turned.to_json() == scene.to_json()
    assert turned.split == scene.split
    assert turned.description() == scene.description()


ROW = ["red", "circle", 0, "large", ""]


@pytest.mark.parametrize(
    "rows",
    [
        None, "", {}, 3, [3], ["x"], [ROW[:4]], [[*ROW, 1]], [ROW, ROW],
        *([row] for row in (
            ["pink", *ROW[1:]], [["red"], *ROW[1:]], ["red", "cube", *ROW[2:]], [*ROW[:3], "huge", ""],
            [*ROW[:4], "10"],
        )),
        *([["red", "circle", cell, "large", ""]] for cell in (9, -1, 0.5, "0", None)),
    ],
)  # fmt: skip
def test_what_is_not_a_scene_is_a_named_error(rows: Any) -> None:
    with pytest.raises(DataError, match=r"extra\.scene: .* is not a scene\. Write what"):
        Scene.from_json(rows)


def test_splits_share_no_scene_and_hold_80_10_10_percent() -> None:
    rng, n = random.Random(0), 6000
    # A scene has one split, so splits are disjoint. Of 256 bytes 0..204, 205..230, 231..255; 4 standard errors.
    found = Counter(scattered(rng).split for _ in range(n))
    expected: dict[Split, float] = {"pretrain": 205 / 256, "train": 26 / 256, "test": 25 / 256}
    assert found.keys() == expected.keys()
    for split, share in expected.items():
        assert abs(found[split] / n - share) < 4 * (share * (1 - share) / n) ** 0.5


@pytest.mark.parametrize("trait", [{"look": LOOKS[-1]}, {"cell": 0}, {"size": "small"}, {"digit": "9"}], ids=str)
def test_the_split_depends_on_every_trait(trait: dict[str, Any]) -> None:
    things = [Thing(look, cell) for look in LOOKS[:-1] for cell in range(1, 9)]
    moved = sum(Scene((thing,)).split != Scene((replace(thing, **trait),)).split for thing in things)
    # Two independent draws of 80, 10, 10 % differ in 1 - 0.66 = 34 %; 4 standard errors of 192 are 14 %.
    assert 0.20 < moved / len(things) < 0.48


def test_given_traits_are_kept_and_others_drawn() -> None:
    rng = random.Random(0)
    fixed = [random_thing(rng, RED_CIRCLE, 4, size="small", digit="7") for _ in range(50)]
    assert set(fixed) == {Thing(RED_CIRCLE, 4, "small", "7")}
    bare = [random_thing(rng, RED_CIRCLE, 4, digit="") for _ in range(50)]
    assert {t.digit for t in bare} == {""}
    assert {t.size for t in bare} == set(SIZES)
    drawn = [random_thing(rng, RED_CIRCLE, 4) for _ in range(2000)]
    assert {t.digit for t in drawn} == {"", *DIGITS}
    # Half carry a digit; 4 standard errors are 4 * sqrt(0.25 / 2000) = 0.045.
    assert abs(sum(t.digit != "" for t in drawn) / 2000 - 0.5) < 0.045
