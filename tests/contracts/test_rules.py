"""What every file of plaudit/rules promises, by its own examples.

GOLD are samples with one right response, WRONG with one wrong, MALFORMED with one that cannot be read or compared. A
rule that knows no right answer (a constant, a coin) says so by leaving all three empty; none may leave them out.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from itertools import chain

import pytest

from plaudit import rules
from plaudit.core import Image, Sample, Score, Unscored, answer, find, names
from plaudit.runs.contract import check_scorer

EXAMPLES: dict[str, tuple[tuple[Sample, ...], ...]] = {
    name: (module.GOLD, module.WRONG, module.MALFORMED)
    for name in names(rules)
    if (module := import_module(f"plaudit.rules.{name}"))
}
every_rule = pytest.mark.parametrize("name", [name for name, (gold, _, _) in EXAMPLES.items() if gold])


def score(name: str, sample: Sample) -> Score | Unscored:
    return find(rules, name)().score([sample.seen_by(find(rules, name)().info)])[0].scores[0]


def value(name: str, sample: Sample) -> float:
    said = score(name, sample)
    assert isinstance(said, Score), f"{sample.responses[0].text!r}: {said}"
    return said.value


@pytest.mark.parametrize("name", EXAMPLES)
def test_has_right_and_wrong_examples_or_none_at_all(name: str) -> None:
    gold, wrong, malformed = EXAMPLES[name]
    assert bool(gold) == bool(wrong)
    assert gold or not malformed


@every_rule
def test_the_right_ones_get_the_best_score(name: str) -> None:
    gold, wrong, _ = EXAMPLES[name]
    low, high = find(rules, name)().info.bounds
    assert {value(name, sample) for sample in gold} == {high}
    for sample in wrong:
        assert low <= value(name, sample) < high, sample.responses[0].text


@every_rule
def test_the_malformed_ones_are_unscored_with_a_reason_or_worst(name: str) -> None:
    low, _ = find(rules, name)().info.bounds
    for sample in EXAMPLES[name][2]:
        said = score(name, sample)
        assert (said.detail and said.by == name) if isinstance(said, Unscored) else said.value == low


@every_rule
def test_without_the_reference_that_it_reads_it_is_unscored(name: str) -> None:
    reads = "reference" in find(rules, name)().info.reads
    for sample in chain(*EXAMPLES[name][:2]):
        said = score(name, replace(sample, reference=()))
        assert (isinstance(said, Unscored) and said.why == "missing") == reads


@every_rule
def test_keeps_what_a_scorer_promises(name: str) -> None:
    samples = [replace(s, id=f"{name}{k}") for k, s in enumerate(chain(*EXAMPLES[name]))]
    seen = {s.reference: s for s in samples}
    groups = [replace(s, id=f"group {k}", responses=rivals(s, samples)) for k, s in enumerate(seen.values())]
    picture = replace(samples[0], id="picture", responses=(answer(Image(b"no picture")),))
    check_scorer(find(rules, name)(), [*groups, *samples, picture])


def rivals(sample: Sample, samples: list[Sample]) -> tuple[object, ...]:
    """Responses to the same reference, side by side."""
    return tuple(s.responses[0] for s in samples if s.reference == sample.reference)
