"""Samples to verdicts: rows laid out ahead of the model, batches that fit a token budget, scores in order."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from plaudit.core.errors import UsageError
from plaudit.core.samples import Sample
from plaudit.core.verdicts import Score, Unscored, Verdict
from plaudit.models.batching import Placed, ahead, batched, together
from plaudit.models.execution import inputs, short_enough
from plaudit.models.layout import Row

if TYPE_CHECKING:
    from plaudit.models.reward_model import RewardModel

LOG_SD = "log_sd"
"""The name of a head's column that says how sure it is."""


def score(model: RewardModel, samples: Sequence[Sample], batch_size: int | None) -> list[Verdict]:
    """What `RewardModel.score` promises."""
    if model.prefixes is not None and not model.shares:
        what = "this model runs each response by itself, so no prompt of it can be kept"
        raise UsageError(what, remedy="Set its `prefixes` to None.")
    scores: list[list[Score | Unscored]] = []
    used: list[dict[str, int]] = []

    def placed() -> Iterator[Placed]:
        for s, sample in enumerate(samples):
            rows = model.layout.rows(sample)
            used.append(usage(rows))
            scores.append([row if isinstance(row, Unscored) else Unscored(why="missing") for row in rows])
            yield from (Placed(s, r, row) for r, row in enumerate(rows) if isinstance(row, Row))

    was_training = model.training
    model.eval()
    try:
        # With `prefixes`, what is known of a batch turns out when those before it have run
        made = (
            (b, {} if model.prefixes is not None else _laid(model, b)) for b in _batches(model, placed(), batch_size)
        )
        with torch.inference_mode(), closing(ahead(made)) as coming:
            for batch, laid in coming:
                for place, raw in _raw(model, batch, laid):
                    scores[place.sample][place.response] = _score(model, raw)
    finally:
        model.train(was_training)
    return [
        Verdict(sample_id=sample.id, scores=tuple(found), usage=counted)
        for sample, found, counted in zip(samples, scores, used, strict=True)
    ]


def usage(laid: Sequence[Row | Unscored]) -> dict[str, int]:
    """input_tokens and cut_tokens of a sample."""
    rows = [row for row in laid if isinstance(row, Row)]
    return {"input_tokens": sum(len(row.ids) for row in rows), "cut_tokens": sum(row.cut for row in rows)}


def _batches(model: RewardModel, rows: Iterable[Placed], batch_size: int | None) -> Iterator[list[Placed]]:
    if not model.shares:
        yield from batched(rows, batch_size)
        return
    for batch in together(rows, batch_size):
        short = short_enough(model, (place.row for place in batch))
        yield from [batch] if short else batched(batch, batch_size)


def _laid(model: RewardModel, batch: Iterable[Placed]) -> dict[str, Tensor]:
    return inputs(model, ((place.sample, place.row) for place in batch))


def _raw(
    model: RewardModel, batch: Sequence[Placed], laid: Mapping[str, Tensor]
) -> Iterable[tuple[Placed, list[float]]]:
    """Every row with its raw scores, one per dimension."""
    device = next(model.head.parameters()).device

    def there(batch: Mapping[str, Tensor]) -> dict[str, Tensor]:
        return {name: tensor.to(device) for name, tensor in batch.items()}

    if model.prefixes is not None:
        return model.prefixes.scored(model, batch, lambda rows: there(_laid(model, rows)))
    return zip(batch, model(**there(laid)).tolist(), strict=True)


def _score(model: RewardModel, raw: Sequence[Any]) -> Score | Unscored:
    """raw: a number per dimension, or a list of them for a head that gives a distribution of scores."""
    if raw and isinstance(raw[0], list):
        return _spread(model, raw)
    values = model.normaliser.apply(raw)
    if not all(map(math.isfinite, values)):
        return Unscored(why="nonfinite", detail=f"the model gives {values}")
    dims = dict(zip(model.made.dimensions, values, strict=True))
    log_sd = dims.pop(LOG_SD, None)
    value = dims.pop("overall") if "overall" in dims else sum(dims.values()) / len(dims)
    return Score(value=value, dims=dims, sd=None if log_sd is None else math.exp(min(log_sd, 700.0)))


def _spread(model: RewardModel, raw: Sequence[Sequence[float]]) -> Score | Unscored:
    """The mean; with deviation and atoms where one dimension is the score."""
    head: Any = model.head
    weight = next(head.parameters())
    outputs_1DK = torch.tensor([raw], dtype=weight.dtype, device=weight.device)
    score = _score(model, head.scores(outputs_1DK)[0].tolist())
    dimensions = model.made.dimensions
    if isinstance(score, Unscored) or (len(dimensions) > 1 and "overall" not in dimensions):
        return score
    at = dimensions.index("overall") if "overall" in dimensions else 0
    mean, sd = model.normaliser.mean[at], model.normaliser.sd[at]
    values, probabilities = (x[0, at].tolist() for x in head.atoms(outputs_1DK))
    atoms = tuple(((v - mean) / sd, p) for v, p in zip(values, probabilities, strict=True))
    variance = sum(p * (v - score.value) ** 2 for v, p in atoms)
    return replace(score, sd=math.sqrt(variance), atoms=atoms)
