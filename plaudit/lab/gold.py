"""The gold reward: how many sentences of a response are false of its scene, by kind of claim."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from plaudit.core import DataError, Response, Sample, Score, ScorerInfo, Unscored, Verdict
from plaudit.lab.claims import KINDS, read, sentences
from plaudit.lab.scenes import Scene

OFF_TOPIC = "off_topic"
"""The dimension of sentences that say nothing the lab can read."""


def faults(text: str, scene: Scene) -> Counter[str]:
    """False sentences of a text by kind; a sentence that makes no claim counts as off topic, an empty text as one."""
    found: Counter[str] = Counter()
    for sentence in sentences(text) or [""]:
        claim = read(sentence)
        if claim is None:
            found[OFF_TOPIC] += 1
        elif not claim.holds(scene):
            found[claim.kind] += 1
    return found


def gold_score(text: str, scene: Scene) -> Score:
    """Minus the number of faults, overall and by dimension; 0 is flawless."""
    found = faults(text, scene)
    return Score(value=float(-found.total()), dims={kind: float(-found[kind]) for kind in (*KINDS, OFF_TOPIC)})


class GoldScorer:
    """Reads the scene a sample was drawn from and counts the faults of each response. A `Scorer`."""

    info = ScorerInfo(
        name="lab-gold",
        manifest={"version": 1},
        dimensions=(*KINDS, OFF_TOPIC),
        media=frozenset({"image"}),
        reads=frozenset({"extra.scene"}),
        comparable="everywhere",
    )

    def score(self, samples: Sequence[Sample]) -> list[Verdict]:
        """A sample without a scene, or with a broken one, is Unscored("missing")."""
        return [
            Verdict(sample_id=s.id, scores=tuple(_gold(response, s.extra) for response in s.responses)) for s in samples
        ]


def _gold(response: Response, extra: Mapping[str, object]) -> Score | Unscored:
    try:
        scene = Scene.from_json(extra.get("scene"))
    except DataError as error:
        return Unscored(why="missing", detail=f"not a sample of the lab: {error}", by="lab-gold")
    return gold_score(response.text, scene)
