"""The parts of a reward model (head, text, vision, merger): which parameters are whose, frozen or at their own rate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from torch import nn

from plaudit.core.errors import UsageError

if TYPE_CHECKING:
    from plaudit.models.reward_model import RewardModel


def parts(model: RewardModel) -> dict[str, dict[str, nn.Parameter]]:
    """The parameters of each part by name; a part inside another (the merger in the vision tower) has its own."""
    paths = model.layout.family.PARTS
    found: dict[str, dict[str, nn.Parameter]] = {part: {} for part in ("head", *paths)}
    for name, parameter in model.named_parameters():
        found[part_of(name, paths)][name] = parameter
    return found


def part_of(name: str, paths: Mapping[str, str]) -> str:
    """The part that a parameter belongs to: that of the longest module path which it lies under."""
    if name.startswith("head."):
        return "head"
    inner = name.removeprefix("backbone.").removeprefix("base_model.model.")
    under = [part for part, path in paths.items() if not path or inner.startswith(path + ".")]
    return max(under, key=lambda part: len(paths[part]), default="text")


def freeze(model: RewardModel, *names: str) -> None:
    """Stops these parts from training. Raises UsageError for a part that the model does not have."""
    found = parts(model)
    for name in names:
        for parameter in found[_known(name, found)].values():
            parameter.requires_grad_(False)


def parameter_groups(
    model: RewardModel, lr: float, rates: Mapping[str, float] | None = None, *, weight_decay: float = 0.0
) -> list[dict[str, Any]]:
    """Optimiser groups of what is to be trained: name, params, lr, weight_decay.

    rates: learning rates of parts that differ from `lr`, as {"head": 1e-3, "vision": 1e-6}. Vectors (norms, biases) do
    not decay. Raises UsageError for a part that the model does not have.
    """
    found = parts(model)
    own = {_known(name, found): rate for name, rate in (rates or {}).items()}
    groups = []
    for part, parameters in found.items():
        trained = [p for p in parameters.values() if p.requires_grad]
        for suffix, decay, params in (
            ("", weight_decay, [p for p in trained if p.ndim > 1]),
            (" vectors", 0.0, [p for p in trained if p.ndim <= 1]),
        ):
            if params:
                groups.append({"name": part + suffix, "params": params, "lr": own.get(part, lr), "weight_decay": decay})
    return groups


def _known(name: str, found: Mapping[str, Any]) -> str:
    if name not in found:
        raise UsageError(f"this model has no part {name!r}", remedy=f"Its parts are {', '.join(found)}.")
    return name
