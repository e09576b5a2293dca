"""One score per response: how far the ways of asking a reward model lie apart, and how far they may."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from tempfile import TemporaryDirectory
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray

from plaudit.core import DataError, Json, Sample, Score, Unscored, Verdict
from plaudit.models import RewardModel
from plaudit.models.family import cast
from plaudit.runs.parity_ways import WAYS, NotPossible, Way, alone, pack, padded_left, padded_right, split
from plaudit.runs.run import run

TOLERANCE = {torch.float64: 1e-10, torch.float32: 1e-5}
HALF = 1.5
"""In half precision, a way may be off this many times as far as each response alone and padded rows are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The scores of one way against the reference: every response alone, in float32 or wider.

    Of saving and loading, against the scores before.
    """

    way: str
    precision: str
    """Of the backbone: float32."""
    largest: float | None = None
    """Largest |difference| / max(1, standard deviation) over responses and dimensions; None: nothing to compare."""
    tolerance: float | None = None
    note: str = ""
    """Why it is not possible, or what differs besides."""
    n: int = 0
    """Responses compared: those with a score."""
    outcome: Literal["ok", "FAIL", "not possible"]

    def to_json(self) -> dict[str, Json]:
        """A JSON object."""
        return asdict(self)


def parity(
    model: RewardModel, samples: Sequence[Sample], others: Mapping[str, Way] | None = None
) -> Iterator[Difference]:
    """After saving and loading, by `others`, by all of `WAYS`, and by sharing in half precision.

    Allowed is 1e-10 in float64 and 1e-5 in float32. In half precision it is 1.5 times as far from the float32 scores as
    each response alone or padded rows get, and no less than one rounding. (Their distance from each other is a few
    roundings, and a matter of luck for as few samples.) That bound would grow with a fault of padding, so the weights
    of a half model are widened for `WAYS`; those of any other are rounded to bfloat16 to see how its sharing does.

    others: what needs more than the model, by name. A copy of the model is held beside it, and one is written to the
    folder for temporary files. Raises DataError where no response can be scored, and for two samples with one id.
    """
    precise = model.backbone.dtype in TOLERANCE
    own = _Bench(model, samples)
    other = _Bench(_cast(model, torch.bfloat16 if precise else torch.float32), samples)
    wide, half = (own, other) if precise else (other, own)
    # It is the same arithmetic before and after: no rounding excuses a difference
    before, most = _scores(run(model, samples)), TOLERANCE.get(model.backbone.dtype, TOLERANCE[torch.float32])
    yield own.compare("saved and loaded", _saved_and_loaded, before, most)
    for name, way in (others or {}).items():
        yield own.compare(name, way, wide.alone)
    for name, way in WAYS.items():
        yield wide.compare(name, way, wide.alone)
    for name, way in {"split": split, "pack": pack}.items():
        yield half.compare(name, way, wide.alone)


class _Bench:
    """A model in one precision."""

    def __init__(self, model: RewardModel, samples: Sequence[Sample]) -> None:
        self._model, self._samples, self._dtype = model, samples, model.backbone.dtype
        self._allowed = TOLERANCE.get(self._dtype)

    @cached_property
    def alone(self) -> list[Score | Unscored]:
        """Each response."""
        return _scores(alone(self._model, self._samples))

    def compare(
        self, name: str, way: Way, want: Sequence[Score | Unscored], tolerance: float | None = None
    ) -> Difference:
        """How far this way is off. tolerance: None for what the precision allows."""
        blank = Difference(way=name, precision=str(self._dtype).removeprefix("torch."), outcome="not possible")
        try:
            got = _scores(way(self._model, self._samples))
        except NotPossible as why:
            return replace(blank, note=str(why))
        tolerance = tolerance or self._tolerance(want)
        apart, note = _distances(got, want), _disagreement(got, want)
        largest = max(apart, default=None)
        good = largest is not None and largest <= tolerance and not note
        measured = replace(blank, largest=largest, tolerance=tolerance, note=note, n=len(apart))
        return replace(measured, outcome="ok" if good else "FAIL")

    def _tolerance(self, exact: Sequence[Score | Unscored]) -> float:
        if self._allowed is None:
            padded = (_scores(way(self._model, self._samples)) for way in (padded_left, padded_right))
            plain = [max(_distances(got, exact), default=0.0) for got in (self.alone, *padded)]
            self._allowed = max(HALF * max(plain), torch.finfo(self._dtype).eps)
        return self._allowed


def _distances(got: Sequence[Score | Unscored], want: Sequence[Score | Unscored]) -> list[float]:
    """Of the responses that both score, in units of max(1, standard deviation). Raises DataError where none has to."""
    numbers = [_numbers(score) for score in want if isinstance(score, Score)]
    if not numbers:
        why = next((score.detail or score.why for score in want if isinstance(score, Unscored)), "there is none")
        raise DataError(f"no response can be scored: {why}", remedy="Give samples that this model takes.")
    unit = np.maximum(1, np.std(numbers, axis=0))
    both = [(a, b) for a, b in zip(got, want, strict=True) if isinstance(a, Score) and isinstance(b, Score)]
    return [float(np.max(abs(_numbers(a) - _numbers(b)) / unit)) for a, b in both]


def _disagreement(got: Sequence[Score | Unscored], want: Sequence[Score | Unscored]) -> str:
    """On whether a response can be scored, and why not."""
    whys = [[s.why if isinstance(s, Unscored) else "scored" for s in pair] for pair in zip(got, want, strict=True)]
    odd = [(this, that) for this, that in whys if this != that]
    return f"{len(odd)} responses are {odd[0][0]} here and {odd[0][1]} else" if odd else ""


def _scores(verdicts: Sequence[Verdict]) -> list[Score | Unscored]:
    return [score for verdict in verdicts for score in verdict.scores]


def _numbers(score: Score) -> NDArray[np.float64]:
    """Its value and those of its dimensions."""
    return np.array([score.value, *(value for value in score.dims.values() if not isinstance(value, Unscored))])


def _saved_and_loaded(model: RewardModel, samples: Sequence[Sample]) -> list[Verdict]:
    with TemporaryDirectory() as folder:
        model.save_pretrained(folder)
        return run(RewardModel.from_pretrained(folder, device=model.backbone.device), samples)


def _cast(model: RewardModel, dtype: torch.dtype) -> RewardModel:
    """A copy in another precision."""
    copy = deepcopy(model)
    cast(copy.backbone, dtype)
    return copy
