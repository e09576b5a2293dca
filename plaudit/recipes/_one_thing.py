"""Pictures of one thing each, 28 x 28, and how well a picture keeps to what was asked for, told from its pixels."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
import PIL.Image

from plaudit.core import Image, MediaError, Sample, Score, ScorerInfo, Unscored, Verdict, user
from plaudit.lab.render import CELL, PAINT, PAPER, draw
from plaudit.lab.scenes import LOOKS, SIZES, Look, Scene, Thing
from plaudit.media import load_image

SHIFT = 4
"""How many pixels a thing may be off the middle, each way."""
ASKED = {f"a {size} {look}": (look, size) for size in SIZES for look in LOOKS}
"""What can be asked for, in fifty prompts: "a small red circle"."""
_MIDDLE = 4


def picture(look: Look, size: str, x: int, y: int) -> PIL.Image.Image:
    """The thing, so many pixels right of and below the middle."""
    scene = draw(Scene((Thing(look, _MIDDLE, size),)))
    return scene.crop((CELL - x, CELL - y, 2 * CELL - x, 2 * CELL - y))


def random_picture(rng: random.Random, prompt: str) -> PIL.Image.Image:
    """What the prompt asks for, anywhere."""
    return picture(*ASKED[prompt], rng.randint(-SHIFT, SHIFT), rng.randint(-SHIFT, SHIFT))


def samples() -> list[Sample]:
    """One per prompt, without responses."""
    return [Sample(id=prompt.replace(" ", "-"), prompt=(user(prompt),)) for prompt in ASKED]


class Likeness:
    """The gold score: pixels of the asked colour against the best-fitting rendering of the asked shape, in [0, 1].

    It is the intersection over union of two masks: the pixels whose nearest colour (of the five and the paper) is the
    one asked for, and the thing as the lab draws it, in the place that fits best.
    """

    info = ScorerInfo(name="likeness", bounds=(0.0, 1.0), media=frozenset({"image"}), comparable="everywhere")

    def score(self, samples: Sequence[Sample]) -> list[Verdict]:
        """One verdict per sample, in order."""
        return [
            Verdict(sample_id=s.id, scores=tuple(_likeness(s.prompt[-1].text, r.parts) for r in s.responses))
            for s in samples
        ]


def _likeness(prompt: str, parts: Sequence[object]) -> Score | Unscored:
    images = [part for part in parts if isinstance(part, Image)]
    if prompt not in ASKED or len(images) != 1:
        return Unscored(why="missing", detail="the prompt is not of this world, or there is not one image")
    look, size = ASKED[prompt]
    try:
        painted = _painted(load_image(images[0]), look.color)
    except MediaError as error:
        return Unscored(why="media", detail=str(error))
    masks = _masks(look, size)
    both = masks @ painted
    return Score(value=float((both / (masks.sum(1) + painted.sum() - both)).max()))


def _painted(image: PIL.Image.Image, color: str) -> npt.NDArray[np.float64]:
    """1 where a pixel's nearest colour is this one, (784,)."""
    pixels = np.asarray(image.resize((CELL, CELL)), dtype=np.float64).reshape(-1, 1, 3)
    colors = [PAPER, *PAINT.values()]
    nearest = ((pixels - np.array(colors, dtype=np.float64)) ** 2).sum(-1).argmin(1)
    return np.asarray(nearest == colors.index(PAINT[color]), dtype=np.float64)


@cache
def _masks(look: Look, size: str) -> npt.NDArray[np.float64]:
    """The thing in every place, (81, 784)."""
    places = range(-SHIFT, SHIFT + 1)
    return np.stack([_painted(picture(look, size, x, y), look.color) for x in places for y in places])
