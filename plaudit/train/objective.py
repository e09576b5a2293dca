"""A loss out of `plaudit.losses`, given what it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from inspect import Parameter, signature
from typing import Any

import torch
from torch import Tensor

from plaudit import losses
from plaudit.core import UsageError, find
from plaudit.train.targets import NAMES

TENSORS = ("scores", *NAMES)
"""Every name that a loss may ask for."""


class Objective:
    """A loss and its options. The loss's parameters say what it reads; its keyword-only parameters are its options."""

    def __init__(self, loss: str = "bradley_terry", options: Mapping[str, Any] | None = None) -> None:
        self.name, self.options = loss, dict(options or {})
        self._loss = find(losses, loss)
        parameters = signature(self._loss).parameters.values()
        self.reads = tuple(p.name for p in parameters if p.kind is not Parameter.KEYWORD_ONLY)
        offered = {p.name: p.default for p in parameters if p.kind is Parameter.KEYWORD_ONLY}
        for name in self.reads:
            if name not in TENSORS:
                raise UsageError(
                    f"it asks for {name!r}, which no target is called",
                    where=f"loss {loss!r}",
                    remedy=f"There are: {', '.join(TENSORS)}. An option must be keyword-only, after a *.",
                )
        for name, value in self.options.items():
            _check_option(loss, name, value, offered)

    def __call__(self, scores: Tensor, targets: Mapping[str, Tensor]) -> Tensor:
        """scores (R,) and what `targets.Targets.tensors` gives -> the loss of each item, unreduced."""
        given = {"scores": scores, **targets}
        result: Tensor = self._loss(*(given[name] for name in self.reads), **self.options)
        return result

    def count(self, targets: Mapping[str, Tensor]) -> int:
        """How many items the loss has on these targets. The mean of a step is taken over them."""
        return self(torch.zeros(len(targets["sample_of"])), targets).numel()


def _check_option(loss: str, name: str, value: object, offered: Mapping[str, object]) -> None:
    if name not in offered:
        there_are = ", ".join(f"{k}={v}" for k, v in offered.items()) or "none"
        raise UsageError(f"no option {name!r}", where=f"loss {loss!r}", remedy=f"Its options: {there_are}.")
    default = offered[name]
    if default in (None, Parameter.empty):
        return
    kinds = (int, float) if isinstance(default, float) else (type(default),)
    if isinstance(value, bool) != isinstance(default, bool) or not isinstance(value, kinds):
        raise UsageError(
            f"option {name} is {value!r}", where=f"loss {loss!r}", remedy=f"Give a {type(default).__name__}."
        )
