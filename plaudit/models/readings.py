"""A head's outputs to what a verdict says. N responses of a sample, D dimensions, K outputs for each, A atoms.

A head whose outputs are scores (N, D) needs nothing more. One with K outputs for each dimension (N, D, K) has a method
`scores` that makes (N, D) of them, and may have

- `atoms`: the outputs are a distribution, values and probabilities (N, D, A) each;
- `compared`: the outputs of two responses say who wins, (N, N, D); single scores do not;
- `personal`: the outputs under the taste of a user, see `heads/_personal.py`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from plaudit.core.labels import Label
from plaudit.core.samples import Sample
from plaudit.core.verdicts import Score, Unscored, Verdict

if TYPE_CHECKING:
    from plaudit.models.reward_model import RewardModel

LOG_SD = "log_sd"
"""The name of a head's column that says how sure it is."""
Raw = list[Any]
"""One response's outputs: D numbers, or D lists of K numbers."""


def read(model: RewardModel, sample: Sample, found: Sequence[Raw | Unscored], usage: Mapping[str, int]) -> Verdict:
    """The verdict on a sample, of the outputs of its responses or why they have none."""
    known = [raw if isinstance(raw, Unscored) else _finite(raw) for raw in found]
    places = [i for i, raw in enumerate(known) if not isinstance(raw, Unscored)]
    rows = [raw for raw in known if not isinstance(raw, Unscored)]
    made, votes = [_score(model, raw) for raw in rows if not isinstance(raw[0], list)], list[Label]()
    if rows and not made:
        weight = next(model.head.parameters())
        outputs = torch.tensor(rows, dtype=weight.dtype, device=weight.device)
        made, votes = _scores(model, outputs, sample.user), _votes(model, outputs, places)
    scores = dict(zip(places, made, strict=True))
    told = (raw if isinstance(raw, Unscored) else scores[i] for i, raw in enumerate(known))
    return Verdict(sample_id=sample.id, scores=tuple(told), votes=tuple(votes), usage=usage)


def _finite(raw: Raw) -> Raw | Unscored:
    every = raw if not isinstance(raw[0], list) else [x for column in raw for x in column]
    if all(map(math.isfinite, every)):
        return raw
    return Unscored(why="nonfinite", detail=f"the model gives {raw}")


def _score(model: RewardModel, raw: Raw) -> Score | Unscored:
    """Of single scores."""
    dims = dict(zip(model.made.dimensions, model.normaliser.apply(raw), strict=True))
    log_sd = dims.pop(LOG_SD, None)
    value = dims.pop("overall") if "overall" in dims else sum(dims.values()) / len(dims)
    return Score(value=value, dims=dims, sd=None if log_sd is None else math.exp(min(log_sd, 700.0)))


@torch.no_grad()
def _scores(model: RewardModel, outputs_NDK: Tensor, user: str | None) -> list[Score | Unscored]:
    """Of several outputs per dimension, with the distribution where the head has one and one dimension is overall."""
    head: Any = model.head
    if user is not None and hasattr(head, "personal"):
        taste = head.taste(user)
        if taste is None:
            detail = f"nothing is known of user {user!r}: let the model adapt to some comparisons of theirs"
            return [Unscored(why="missing", detail=detail)] * len(outputs_NDK)
        personal_ND = head.personal(outputs_NDK, taste.expand(len(outputs_NDK), -1))
        return [_score(model, raw) for raw in personal_ND.tolist()]
    means: list[Score | Unscored] = [_score(model, raw) for raw in head.scores(outputs_NDK).tolist()]
    dimensions = model.made.dimensions
    overall = 0 if len(dimensions) == 1 else dimensions.index("overall") if "overall" in dimensions else None
    if overall is None or not hasattr(head, "atoms"):
        return means
    mean, sd = model.normaliser.mean[overall], model.normaliser.sd[overall]
    values_NA, probabilities_NA = (x[:, overall].tolist() for x in head.atoms(outputs_NDK))
    return [
        _spread(score, tuple(((v - mean) / sd, p) for v, p in zip(values, probabilities, strict=True)))
        for score, values, probabilities in zip(means, values_NA, probabilities_NA, strict=True)
    ]


def _spread(score: Score | Unscored, atoms: tuple[tuple[float, float], ...]) -> Score | Unscored:
    if isinstance(score, Unscored):
        return score
    variance = sum(p * (v - score.value) ** 2 for v, p in atoms)
    return replace(score, sd=math.sqrt(variance), atoms=atoms)


@torch.no_grad()
def _votes(model: RewardModel, outputs_NDK: Tensor, places: Sequence[int]) -> list[Label]:
    """One for every two responses and dimension, whose values differ by how much one beats the other."""
    head: Any = model.head
    if not hasattr(head, "compared"):
        return []
    wins = head.compared(outputs_NDK).tolist()
    return [
        Label(values=(wins[i][j][d] / 2, -wins[i][j][d] / 2), of=(places[i], places[j]), dimension=dimension)
        for i, j in combinations(range(len(places)), 2)
        for d, dimension in enumerate(model.made.dimensions)
    ]
