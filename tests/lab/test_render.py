from __future__ import annotations

import random
from itertools import product

import numpy as np
from PIL.Image import Image as Picture

from plaudit.lab.render import CELL, GLYPHS, INK, PAINT, PAPER, draw, picture
from plaudit.lab.scenes import DIGITS, LOOKS, SHAPES, SIZES, Look, Scene, Thing, random_thing
from plaudit.media import load_image

VARIANTS = [(look, size, digit) for look, size, digit in product(LOOKS, SIZES, ("", *DIGITS))]


def crop(picture: Picture, cell: int) -> Picture:
    left, top = cell % 3 * CELL, cell // 3 * CELL
    return picture.crop((left, top, left + CELL, top + CELL))


def alone(look: Look, size: str, digit: str) -> Picture:
    return draw(Scene((Thing(look, 4, size, digit),)))


def test_a_scene_is_84_pixels_square_on_paper() -> None:
    empty = draw(Scene(()))
    assert (empty.mode, empty.size) == ("RGB", (84, 84))
    assert empty.getcolors() == [(84 * 84, PAPER)]


def test_every_object_looks_different() -> None:
    # 25 looks x 2 sizes x (10 digits or none)
    assert len({alone(*v).tobytes() for v in VARIANTS} | {draw(Scene(())).tobytes()}) == 550 + 1


def test_shapes_are_what_they_are_called() -> None:
    # (x, y) from the centre, in radii: a corner, within a circle, at the right, below to the right, the centre.
    points = ((0.8, -0.8), (0.6, -0.6), (0.85, 0.0), (0.8, 0.8), (0.0, 0.0))
    covered = {"circle": "01101", "square": "11111", "triangle": "00011", "cross": "00101", "star": "00001"}
    for shape in SHAPES:
        drawn = np.asarray(alone(Look("red", shape), "large", ""))
        at = [(round(42 + 12.5 * x), round(42 + 12.5 * y)) for x, y in points]
        assert "".join("01"[bool((drawn[y, x] != PAPER).any())] for x, y in at) == covered[shape], shape


def test_each_object_fills_its_own_cell_only_and_looks_the_same_in_any() -> None:
    # With the test above: two scenes that differ in any object differ in pixels.
    rng = random.Random(0)
    reference = {v: crop(alone(*v), 4).tobytes() for v in VARIANTS}
    paper = crop(draw(Scene(())), 0).tobytes()
    for _ in range(300):
        cells = rng.sample(range(9), rng.randint(1, 9))
        scene = Scene(tuple(random_thing(rng, k, c) for k, c in zip(rng.sample(LOOKS, len(cells)), cells, strict=True)))
        drawn = draw(scene)
        for cell in range(9):
            thing = scene.at(cell)
            expected = reference[thing.look, thing.size, thing.digit] if thing else paper
            assert crop(drawn, cell).tobytes() == expected


def test_a_cell_has_a_margin() -> None:
    # An object that touched the edge of its cell could merge with its neighbour.
    for variant in VARIANTS:
        pixels = np.asarray(crop(alone(*variant), 4))
        edge = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
        assert (edge == PAPER).all()


def test_colours_are_painted_and_large_covers_more() -> None:
    for look in LOOKS:
        area = {s: int((np.asarray(alone(look, s, "")) == PAINT[look.color]).all(-1).sum()) for s in SIZES}
        assert area["large"] > 1.5 * area["small"] > 50
        # Under a digit some of the colour can still be seen.
        digit = (np.asarray(alone(look, "small", "8")) == PAINT[look.color]).all(-1).sum()
        assert digit >= 10


def test_digits_are_inked_dot_by_dot() -> None:
    for digit in DIGITS:
        pixels = np.asarray(crop(alone(Look("red", "square"), "large", digit), 4))
        ink = (pixels == INK).all(-1)
        rows, columns = np.nonzero(ink)
        # The glyph is 5 x 7 dots whose first dot lies 3 left of and 4 above the centre (14, 14).
        dots = [row + 10 for row in range(7) for c in range(5) if GLYPHS[digit].split()[row][c] == "1"]
        assert sorted(rows.tolist()) == sorted(dots)
        assert set(columns.tolist()) <= set(range(11, 16))
        drawn = "".join("01"[int(ink[r, c])] for r in range(10, 17) for c in range(11, 16))
        assert drawn == GLYPHS[digit].replace(" ", "")


def test_drawing_is_deterministic_and_png_is_lossless() -> None:
    rng = random.Random(1)
    looks = enumerate(rng.sample(LOOKS, 9))
    scene = Scene(tuple(random_thing(rng, look, cell) for cell, look in looks))
    assert draw(scene).tobytes() == draw(scene).tobytes()
    assert picture(scene).data == picture(scene).data
    assert load_image(picture(scene)).tobytes() == draw(scene).tobytes()
