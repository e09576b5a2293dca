"""The gold score by sight: it reads the scene off the picture, so that what happens to the picture happens to it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from plaudit.core import Image, MediaError, Sample, Score, ScorerInfo, Unscored, Verdict
from plaudit.lab.claims import read, sentences
from plaudit.lab.gold import GoldScorer, gold_score
from plaudit.lab.render import CELL, draw
from plaudit.lab.scenes import DIGITS, GRID, LOOKS, SIZES, Scene, Thing
from plaudit.media import load_image

Pixels = npt.NDArray[np.float32]
WORST = -8.0
"""What an answer to another question is worth."""


class SightedScorer:
    """Counts the faults of each response in the scene that the picture shows. A `Scorer`.

    Of a changed picture it sees the nearest scene. An answer that does not answer the question has the score `WORST`.
    """

    info = ScorerInfo(
        name="lab-sighted",
        manifest={"version": 1},
        dimensions=GoldScorer.info.dimensions,
        media=frozenset({"image"}),
        comparable="everywhere",
    )

    def score(self, samples: Sequence[Sample]) -> list[Verdict]:
        """A sample whose picture cannot be read is Unscored("media"); one without a picture shows an empty scene."""
        return [Verdict(sample_id=s.id, scores=sighted_scores(s)) for s in samples]


def sighted_scores(sample: Sample) -> tuple[Score | Unscored, ...]:
    """The scores of the responses, by the first picture of the prompt."""
    images = [part for message in sample.prompt for part in message.parts if isinstance(part, Image)]
    try:
        scene = seen(images[0]) if images else Scene(())
    except MediaError as error:
        return (Unscored(why="media", detail=str(error), by="lab-sighted"),) * len(sample.responses)
    return tuple(_score(sample.asked, response.text, scene) for response in sample.responses)


def _score(asked: str, text: str, scene: Scene) -> Score:
    claims = [read(sentence) for sentence in sentences(text)]
    answers = any(claim is not None and claim.question in asked for claim in claims)
    return Score(value=WORST) if "?" in asked and not answers else gold_score(text, scene)


def seen(image: Image) -> Scene:
    """The scene whose drawing is nearest to the picture, cell by cell; of two things with one look, the first is seen.

    The inverse of `draw`, also of a picture of another size or somewhat blurred. Raises MediaError.
    """
    return _nearest(load_image(image).resize((GRID * CELL, GRID * CELL)).tobytes())


@lru_cache(maxsize=4096)
def _nearest(pixels: bytes) -> Scene:
    things, drawings = _drawings()
    flat = np.frombuffer(pixels, dtype=np.uint8).astype(np.float32)
    cells = flat.reshape(GRID, CELL, GRID, CELL, 3).swapaxes(1, 2).reshape(GRID * GRID, -1)
    distances = (drawings**2).sum(1) - 2 * cells @ drawings.T
    found: dict[object, Thing] = {}
    for cell, nearest in enumerate(distances.argmin(1)):
        thing = things[nearest]
        if thing is not None:
            found.setdefault(thing.look, Thing(thing.look, cell, thing.size, thing.digit))
    return Scene(tuple(found.values()))


@cache
def _drawings() -> tuple[list[Thing | None], Pixels]:
    """Nothing and every thing there is, and how a cell looks with each: (K, CELL * CELL * 3)."""
    things = [Thing(look, 0, size, digit) for look in LOOKS for size in SIZES for digit in ("", *DIGITS)]
    scenes = [Scene(()), *(Scene((thing,)) for thing in things)]
    cells = [np.asarray(draw(scene), dtype=np.float32)[:CELL, :CELL].reshape(-1) for scene in scenes]
    return [None, *things], np.stack(cells)
