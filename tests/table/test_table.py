"""Every scorer under everything that uses one: nothing is lost, nothing changes its place, and nothing becomes a 0."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace

import pytest
import torch

from plaudit import compose, judges
from plaudit.apply import adapters, best_of_n
from plaudit.apply.generation.best_of_seeds import best_of_seeds
from plaudit.apply.pair_mining import mine
from plaudit.core import Image, Part, Sample, Scorer, Text, answer, names, prefer
from plaudit.evaluate import evaluate
from plaudit.lab import candidates
from plaudit.runs import run
from tests.table.consumers import CONSUMERS, Consumer, Row
from tests.table.producers import BY_ID, DOWN, NAMES, Failing, Producers, numbers

SIZES = (0, 1, 2, 8)


def scenes() -> list[Sample]:
    """Three prompts with eight descriptions each, and a right answer."""
    return [
        replace(sample, id=f"scene {k}", reference=(Text(sample.responses[0].text),), labels=())
        for k, sample in enumerate(candidates(3, of=8, split="test", seed=5))
    ]


def corrupt(part: Part) -> Part:
    return replace(part, data=part.data[:60]) if isinstance(part, Image) and isinstance(part.data, bytes) else part


def failing(sample: Sample) -> Sample:
    """Every third response is one that a `Failing` scorer fails at."""
    return replace(
        sample, responses=tuple(answer(r.text + DOWN) if k % 3 == 2 else r for k, r in enumerate(sample.responses))
    )


def batches() -> dict[str, list[Sample]]:
    made = scenes()
    three = [sample.take(range(3)) for sample in made]
    found = {
        "clean": three,
        "one response in three fails": [failing(sample) for sample in three],
        "corrupt image": [three[0], three[1].map_parts(corrupt), three[2]],
    }
    found |= {f"N = {n}": [sample.take(range(n)) for sample in made[:1]] for n in SIZES}
    return {
        name: [replace(s, id=f"{name}: {s.id}") for s in samples] for name, samples in found.items()
    }  # fmt: skip


BATCHES = batches()
EVERY = [sample for samples in BATCHES.values() for sample in samples]


@pytest.fixture(scope="module")
def producers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Producers]:
    with ExitStack() as stack:
        yield Producers(tmp_path_factory.mktemp("table"), EVERY, stack)


@pytest.fixture(params=NAMES, scope="module")
def scorer(request: pytest.FixtureRequest, producers: Producers) -> Scorer:
    return Failing(producers.get(request.param))


@pytest.fixture(scope="module")
def expected(scorer: Scorer) -> dict[str, list[list[float | None]]]:
    """What the scorer says in Python."""
    return {name: [list(numbers(v)) for v in run(scorer, samples)] for name, samples in BATCHES.items()}


@pytest.fixture
def exact(request: pytest.FixtureRequest) -> bool:
    """Whether the scorer says the same of the same content under another id."""
    return request.node.callspec.params["scorer"] not in BY_ID


def test_the_table_leaves_nothing_out() -> None:
    assert {*names(compose), *(f"judge:{name}" for name in names(judges))} <= set(NAMES)
    assert {name.replace("_", "-") for name in names(adapters)} <= set(CONSUMERS)


@pytest.mark.parametrize("consumer", CONSUMERS.values(), ids=CONSUMERS.keys())
def test_numbers_come_through(
    scorer: Scorer, expected: dict[str, list[list[float | None]]], exact: bool, consumer: Consumer
) -> None:
    needs = scorer.info.reads & {"reference", "extra.scene"} | (set() if exact else {"id"})
    with consumer.open(scorer) as ask:
        for name, samples in BATCHES.items():
            found = ask(samples)
            assert [None if row is None else len(row) for row in found] == [
                None if row is None else len(s.responses) for row, s in zip(found, samples, strict=True)
            ]
            if needs <= consumer.carries:
                check(found, expected[name])


def check(found: Sequence[Row], expected: Sequence[Row]) -> None:
    for row, wanted in zip(found, expected, strict=True):
        assert wanted is not None
        if row is None:
            assert None in wanted
        else:
            assert row == [None if x is None else pytest.approx(x, rel=1e-5, abs=1e-6) for x in wanted]


def test_evaluation_keeps_its_denominator(scorer: Scorer) -> None:
    for name, samples in BATCHES.items():
        labelled = [replace(s, labels=(prefer(0, len(s.responses) - 1),)) for s in samples if len(s.responses) > 1]
        if not labelled:
            continue
        found = evaluate(scorer, labelled)
        assert found.accuracy is not None
        assert found.accuracy.n == len(labelled), name
        verdicts = run(scorer, labelled)
        wins = sum(v.margin(0, len(v.scores) - 1) > 0 for v in verdicts if not lacks(v, 0, len(v.scores) - 1))
        assert found.accuracy.value == pytest.approx(wins / len(labelled))


def lacks(verdict: object, i: int, j: int) -> bool:
    return not isinstance(verdict.margin(i, j), float | int)  # type: ignore[attr-defined]


def test_what_has_no_score_is_never_picked(scorer: Scorer) -> None:
    for samples in BATCHES.values():
        choices = best_of_n(scorer, samples)
        assert [choice.sample_id for choice in choices] == [sample.id for sample in samples]
        for choice in choices:
            known = {i: x for i, x in enumerate(numbers(choice.verdict)) if x is not None}
            assert choice.index == (max(known, key=lambda i: (known[i], -i)) if known else None)


def test_every_prompt_is_mined_or_counted(scorer: Scorer, exact: bool) -> None:
    alone = exact and scorer.info.comparable != "sample"
    for samples in BATCHES.values():
        mined = mine(scorer, samples)
        assert len(mined.samples) + sum(mined.left_out.values()) == len(samples)
        assert all(DOWN not in r.text for sample in mined.samples for r in sample.responses)
        if alone:
            for sample, verdict in zip(mined.samples, run(scorer, mined.samples), strict=True):
                assert verdict.margin(0, 1) == pytest.approx(sample.labels[0].strength, rel=1e-4, abs=1e-5)


class Stripes:
    """A painter whose pictures are the noise itself."""

    name = "stripes"
    shape = (3, 84, 84)

    def paint(self, prompts: Sequence[str], noise: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(noise)


def test_pictures_are_picked_by_their_score(scorer: Scorer) -> None:
    for choice in best_of_seeds(scorer, Stripes(), BATCHES["clean"][:2], seeds=[3, 1, 2]):
        assert len(choice.verdict.scores) == 3
        known = {i: x for i, x in enumerate(numbers(choice.verdict)) if x is not None}
        assert choice.index == (max(known, key=lambda i: (known[i], -i)) if known else None)
