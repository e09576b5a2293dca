"""What every file in `plaudit/losses` promises. A new file is held to it without a line being changed here.

What a loss reads says what it promises: `better` or `ranked`, to learn preferences; `rated`, to learn ratings.
"""

from __future__ import annotations

import doctest
from collections.abc import Mapping
from importlib import import_module
from inspect import Parameter, signature
from itertools import pairwise

import pytest
import torch
from torch import Tensor

from plaudit import losses
from plaudit.core import Label, Sample, answer, names, prefer, user
from plaudit.train.objective import Objective
from plaudit.train.targets import targets
from tests.losses.documented import described, outputs_of

LOSSES = names(losses)
READS = {name: set(Objective(name).reads) for name in LOSSES}
every_loss = pytest.mark.parametrize("name", LOSSES)
SAME_LENGTH = (
    {"better", "worse", "tie", "gap", "strength"},
    {"rated", "rating", "level"},
    {"ranked", "ranked_value"},
    {"under_own", "under_other"},
)


def losses_that(*read: str, of: str = "scores") -> pytest.MarkDecorator:
    """Those which read one of these, and scores or outputs."""
    return pytest.mark.parametrize("name", [name for name in LOSSES if READS[name] & set(read) and of in READS[name]])


def sample(n: int, *labels: Label, prompt: str = "q", group: str | None = None) -> Sample:
    responses = tuple(answer("long " * i + f"a{i}") for i in range(n))
    return Sample(id=f"s{n}", prompt=(user(prompt),), responses=responses, labels=tuple(labels), group=group)


def tensors(*samples: Sample) -> dict[str, Tensor]:
    rows = [(i, j) for i, s in enumerate(samples) for j in range(len(s.responses))]
    made, _ = targets(samples, rows)
    return made.tensors()


def rating(*values: float) -> Label:
    return Label(values=values, kind="rating", scale=(1.0, 3.0))


MIXED = (
    (sample(2, prefer(0, 1), group="g"), sample(2, prefer(1, 0), prompt="the opposite", group="g")),
    (sample(2, prefer(0, 1, strength=2.0)),),
    (sample(3, Label(values=(3.0, 1.0, 2.0)), prefer(2, 1)),),
    (sample(2, Label(values=(1.0, 1.0))),),
    (sample(2, rating(3.0, 1.0)),),
    (sample(1, rating(2.0)),),
)
"""14 rows in six groups: contrasts, a strength, a list and a second opinion, a tie, ratings."""
ALL = [s for group in MIXED for s in group]


def options(name: str) -> dict[str, float]:
    """Every option that is a number, switched on, so that its branch is under test too."""
    parameters = signature(getattr(import_module(f"plaudit.losses.{name}"), name)).parameters.values()
    return {p.name: 0.3 for p in parameters if p.kind is Parameter.KEYWORD_ONLY and isinstance(p.default, float)}


def given(name: str, rows: int, seed: int = 0) -> Tensor:
    """Outputs of a model: (R,), or (R, K) for a loss that reads them."""
    shape = (rows, outputs_of(name)) if "outputs" in READS[name] else (rows,)
    return torch.randn(shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


def value(name: str, outputs: Tensor, target: Mapping[str, Tensor], **chosen: float) -> Tensor:
    """Where it is asked for, a response is the likelier the shorter."""
    return Objective(name, chosen)(outputs, target, log_likelihood=-target["length"].to(outputs.dtype))


def test_there_are_losses() -> None:
    assert "bradley_terry" in LOSSES
    assert not [name for name in LOSSES if not READS[name] & {"better", "ranked", "rated"}]
    assert not [name for name in LOSSES if len(READS[name] & {"scores", "outputs"}) != 1]


@losses_that("better", "ranked")
def test_falls_as_the_margin_grows(name: str) -> None:
    target = tensors(sample(2, prefer(0, 1)))
    values = [float(value(name, torch.tensor([t, -t]), target).sum()) for t in (-2.0, -1.0, 0.0, 1.0, 2.0)]
    if name == "smoothed_bradley_terry":  # which means to stop at log((1 - e) / e)
        values.pop()
    assert all(a > b for a, b in pairwise(values))


@losses_that("rated")
def test_falls_as_the_score_nears_the_rating(name: str) -> None:
    target = tensors(sample(1, rating(3.0)), sample(1, rating(1.0)))
    values = [float(value(name, t * torch.tensor([3.0, 1.0]), target).sum()) for t in (-1.0, 0.0, 0.5, 1.0)]
    assert all(a > b for a, b in pairwise(values))


@every_loss
def test_what_is_learned_is_the_label_and_not_its_opposite(name: str) -> None:
    preferences = tensors(sample(3, prefer(0, 1))), tensors(sample(3, prefer(1, 0)))
    ratings = (tensors(sample(1, rating(a)), sample(1, rating(b)), sample(1)) for a, b in ((3.0, 1.0), (1.0, 3.0)))
    right, wrong = ratings if "rated" in READS[name] else preferences
    outputs = given(name, 3)
    start = value(name, outputs, right).sum()
    outputs.requires_grad_()
    optimiser = torch.optim.Adam([outputs], lr=0.1)
    for _ in range(60):
        optimiser.zero_grad()
        torch.autograd.backward(value(name, outputs, right).sum())
        optimiser.step()
    end = value(name, outputs, right).sum()
    assert end < start and end < value(name, outputs, wrong).sum()


@every_loss
@pytest.mark.parametrize("with_options", [False, True])
def test_gradients_are_right(name: str, with_options: bool) -> None:
    chosen, target = options(name) if with_options else {}, tensors(*ALL)
    outputs = given(name, 14).requires_grad_()
    if name == "cumulative_link":  # outputs out of order are held 1e-6 apart, on purpose
        outputs = outputs.detach().sort(1, descending=True).values.requires_grad_()
    assert torch.autograd.gradcheck(lambda o: value(name, o, target, **chosen), (outputs,))


@every_loss
def test_no_label_is_an_empty_result_with_a_gradient(name: str) -> None:
    outputs = torch.zeros_like(given(name, 3)).requires_grad_()
    result = value(name, outputs, tensors(sample(3)))
    assert result.shape == (0,)
    assert not torch.autograd.grad(result.sum(), outputs)[0].any()


@every_loss
def test_order_of_the_labels_does_not_matter(name: str) -> None:
    target, outputs = tensors(*ALL), given(name, 14)
    moved = dict(target)
    for seed, together in enumerate(SAME_LENGTH):
        length = len(target[min(together)])
        order = torch.randperm(length, generator=torch.Generator().manual_seed(seed))
        moved |= {key: target[key][order] for key in together}
    result, turned = (value(name, outputs, t, **options(name)) for t in (target, moved))
    assert len(result) > 2
    torch.testing.assert_close(turned.sort().values, result.sort().values)


@every_loss
def test_order_of_the_rows_does_not_matter(name: str) -> None:
    outputs, sizes = given(name, 14), [len(s.responses) for s in ALL]
    parts = torch.split(outputs, sizes)
    turned = value(name, torch.cat(parts[::-1]), tensors(*ALL[::-1]), **options(name))
    torch.testing.assert_close(turned.sort().values, value(name, outputs, tensors(*ALL), **options(name)).sort().values)


@pytest.mark.parametrize("name", [name for name in LOSSES if "depends on the batch" not in described(name)])
def test_a_label_s_loss_is_the_same_alone_and_in_a_batch(name: str) -> None:
    outputs, sizes = given(name, 14), [sum(len(s.responses) for s in group) for group in MIXED]
    parts = zip(torch.split(outputs, sizes), MIXED, strict=True)
    alone = torch.cat([value(name, part, tensors(*group), **options(name)) for part, group in parts])
    together = value(name, outputs, tensors(*ALL), **options(name))
    torch.testing.assert_close(alone.sort().values, together.sort().values)


@every_loss
def test_says_what_it_is_and_its_example_runs(name: str) -> None:
    for part in ("Paper:", "Idea:", "Formula", "| input", "Related:", "Example:"):
        assert part in described(name)
    result = doctest.testmod(import_module(f"plaudit.losses.{name}"))
    assert result.attempted > 0 and result.failed == 0
