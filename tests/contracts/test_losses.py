"""What every file in `plaudit/losses` promises. A new file is held to it without a line being changed here."""

from __future__ import annotations

import doctest
from importlib import import_module
from inspect import Parameter, getdoc, signature
from itertools import pairwise

import pytest
import torch
from torch import Tensor

from plaudit import losses
from plaudit.core import Label, Sample, answer, names, prefer, user
from plaudit.train.objective import Objective
from plaudit.train.targets import targets

LOSSES = names(losses)
every_loss = pytest.mark.parametrize("name", LOSSES)


def sample(n: int, *labels: Label) -> Sample:
    return Sample(
        id=f"s{n}", prompt=(user("q"),), responses=tuple(answer(f"a{i}") for i in range(n)), labels=tuple(labels)
    )


def tensors(*samples: Sample) -> dict[str, Tensor]:
    rows = [(i, j) for i, s in enumerate(samples) for j in range(len(s.responses))]
    made, _ = targets(samples, rows)
    return made.tensors()


MIXED = (
    sample(2, prefer(0, 1, strength=2.0)),
    sample(3, Label(values=(3.0, 1.0, 2.0)), prefer(2, 1)),
    sample(2, Label(values=(1.0, 1.0))),
)
"""7 rows, 6 comparisons, one of them a tie."""


def options(name: str) -> dict[str, float]:
    """Every option that is a number, switched on, so that its branch is under test too."""
    parameters = signature(getattr(import_module(f"plaudit.losses.{name}"), name)).parameters.values()
    return {p.name: 0.3 for p in parameters if p.kind is Parameter.KEYWORD_ONLY and isinstance(p.default, float)}


def test_there_are_losses() -> None:
    assert "bradley_terry" in LOSSES


@pytest.mark.parametrize("name", [name for name in LOSSES if "better" in Objective(name).reads])
def test_falls_as_the_margin_grows(name: str) -> None:
    loss, target = Objective(name), tensors(sample(2, prefer(0, 1)))
    values = [float(loss(torch.tensor([t, -t]), target).sum()) for t in (-2.0, -1.0, 0.0, 1.0, 2.0)]
    assert all(a > b for a, b in pairwise(values))


@pytest.mark.parametrize("name", [name for name in LOSSES if "rating" in Objective(name).reads])
def test_falls_as_the_score_nears_the_rating(name: str) -> None:
    loss, target = Objective(name), tensors(sample(1, Label(values=(2.0,), kind="rating")))
    values = [float(loss(torch.tensor([t]), target).sum()) for t in (-1.0, 0.0, 1.0, 2.0)]
    assert all(a > b for a, b in pairwise(values))


@every_loss
@pytest.mark.parametrize("with_options", [False, True])
def test_gradients_are_right(name: str, with_options: bool) -> None:
    loss = Objective(name, options(name) if with_options else {})
    scores = torch.randn(7, dtype=torch.float64, generator=torch.Generator().manual_seed(0)).requires_grad_()
    assert torch.autograd.gradcheck(lambda s: loss(s, tensors(*MIXED)), (scores,))


@every_loss
def test_no_comparison_is_an_empty_result_with_a_gradient(name: str) -> None:
    scores = torch.zeros(3, requires_grad=True)
    value = Objective(name)(scores, tensors(sample(3)))
    assert value.shape == (0,)
    assert torch.autograd.grad(value.sum(), scores)[0].tolist() == [0.0, 0.0, 0.0]


@every_loss
def test_order_of_the_comparisons_does_not_matter(name: str) -> None:
    loss, target = Objective(name, options(name)), tensors(*MIXED)
    scores = torch.randn(7, generator=torch.Generator().manual_seed(1))
    value = loss(scores, target)
    order = torch.randperm(len(value), generator=torch.Generator().manual_seed(2))
    moved = {k: v[order] if len(v) == len(target["better"]) else v for k, v in target.items()}
    assert torch.equal(loss(scores, moved), value[order])


@every_loss
def test_order_of_the_rows_does_not_matter(name: str) -> None:
    loss = Objective(name, options(name))
    scores = torch.randn(7, generator=torch.Generator().manual_seed(1))
    parts = torch.split(scores, [2, 3, 2])
    turned = loss(torch.cat([parts[2], parts[0], parts[1]]), tensors(MIXED[2], MIXED[0], MIXED[1]))
    assert turned.sort().values.tolist() == pytest.approx(loss(scores, tensors(*MIXED)).sort().values.tolist())


@every_loss
def test_says_what_it_is_and_its_example_runs(name: str) -> None:
    module = import_module(f"plaudit.losses.{name}")
    text = f"{getdoc(module)}\n{getdoc(getattr(module, name))}"
    for part in ("Paper:", "Idea:", "Formula", "| input", "Related:", "Example:"):
        assert part in text
    result = doctest.testmod(module)
    assert result.attempted > 0 and result.failed == 0
