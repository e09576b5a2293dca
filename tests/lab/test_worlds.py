from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import combinations

import pytest

from plaudit.core import Image, Label, Sample, UsageError
from plaudit.core.codec import dumps
from plaudit.lab import Annotator, GoldScorer, candidates, fault_pairs, tiny_path
from plaudit.lab.claims import KINDS, read, sentences
from plaudit.lab.render import draw
from plaudit.lab.scenes import Scene
from plaudit.lab.worlds import FORMS
from plaudit.media import load_image


@pytest.fixture(scope="module")
def pairs() -> list[Sample]:
    return list(fault_pairs(500, split="pretrain"))


@pytest.fixture(scope="module")
def pools() -> list[Sample]:
    return list(candidates(40, split="pretrain"))


def gold(samples: list[Sample]) -> Iterator[list[float]]:
    for verdict in GoldScorer().score(samples):
        values = [verdict.get(i) for i in range(len(verdict.scores))]
        yield [v for v in values if isinstance(v, float)]


def test_kinds_take_turns_and_forms_are_drawn(pairs: list[Sample]) -> None:
    assert [s.tags[0] for s in pairs] == [f"kind={kind}" for kind in KINDS] * 100
    forms = Counter(s.tags[1] for s in pairs)
    assert forms.keys() == {f"form={form}" for form in FORMS}
    # A third each, within 4 standard errors.
    assert all(abs(n / 500 - 1 / 3) < 4 * (2 / 9 / 500) ** 0.5 for n in forms.values())


def test_chosen_kinds_only() -> None:
    samples = list(fault_pairs(4, split="pretrain", kinds=("digit", "count")))
    assert [s.tags[0] for s in samples] == ["kind=digit", "kind=count"] * 2


def test_exactly_one_sentence_differs_true_in_one_and_false_in_the_other(pairs: list[Sample]) -> None:
    for sample in pairs:
        facets = dict(tag.split("=") for tag in sample.tags)
        scene = Scene.from_json(sample.extra["scene"])
        first, second = (sentences(r.text) for r in sample.responses)
        assert len(first) == len(second) == FORMS[facets["form"]]
        different = [(read(a), read(b)) for a, b in zip(first, second, strict=True) if a != b]
        assert len(different) == 1
        truths = [claim.holds(scene) for claim in different[0] if claim and claim.kind == facets["kind"]]
        assert sorted(truths) == [False, True]


def test_responses_are_tagged_with_their_faults(pairs: list[Sample], pools: list[Sample]) -> None:
    for sample in pairs + pools:
        scene = Scene.from_json(sample.extra["scene"])
        for response in sample.responses:
            claims = [claim for s in sentences(response.text) if (claim := read(s))]
            assert response.tags == tuple(f"fault={c.kind}" for c in claims if not c.holds(scene))


def test_prompts_fit_their_form(pairs: list[Sample]) -> None:
    prompts = {"caption": "Write a caption.", "detail": "Describe the image in detail."}
    for sample in pairs:
        form = sample.tags[1].removeprefix("form=")
        answers = [read(r.text) for r in sample.responses]
        expected = {prompts[form]} if form in prompts else {c.question for c in answers if c}
        assert {sample.prompt[0].text} == expected


def test_the_picture_is_of_the_scene(pairs: list[Sample]) -> None:
    for sample in pairs[:20]:
        (image,) = (part for part in sample.parts() if isinstance(part, Image))
        assert load_image(image).tobytes() == draw(Scene.from_json(sample.extra["scene"])).tobytes()


def test_labels_agree_with_the_gold_scorer(pairs: list[Sample], pools: list[Sample]) -> None:
    for samples in (pairs, pools):
        for sample, values in zip(samples, gold(samples), strict=True):
            (label,) = sample.labels
            assert label.of == tuple(range(len(values)))
            ranks = [sorted(set(values)).index(v) for v in values]
            assert label == Label(values=tuple(map(float, ranks)), annotator="annotator")
    assert all(abs(a - b) == 1 for a, b in gold(pairs))


def test_shared_sentences_may_be_false_too(pairs: list[Sample]) -> None:
    # Of k shared sentences k * 0.3 are false; the best of a pair of a detailed answer has three of them.
    best = [max(values) for s, values in zip(pairs, gold(pairs), strict=True) if "form=detail" in s.tags]
    n = 3 * len(best)
    assert abs(-sum(best) / n - 0.3) < 4 * (0.21 / n) ** 0.5
    assert all(max(v) == 0 for s, v in zip(pairs, gold(pairs), strict=True) if "form=question" in s.tags)


def test_the_better_response_is_first_half_the_time(pairs: list[Sample]) -> None:
    first = sum(s.labels[0].values == (1.0, 0.0) for s in pairs)
    assert abs(first / 500 - 0.5) < 4 * (0.25 / 500) ** 0.5
    for kind in KINDS:
        some = [s.labels[0].values == (1.0, 0.0) for s in pairs if f"kind={kind}" in s.tags]
        assert abs(sum(some) / 100 - 0.5) < 4 * (0.25 / 100) ** 0.5


def test_ids_and_groups_are_unique_across_splits_and_seeds() -> None:
    several = [
        s.id
        for make in (fault_pairs, candidates)
        for split in ("pretrain", "train")
        for seed in (0, 1)
        for s in make(3, split=split, seed=seed)
    ]
    assert len(set(several)) == len(several) == 24
    assert all(s.group == s.id and s.source == "lab" for s in fault_pairs(3, split="pretrain"))


def test_splits_share_no_scene() -> None:
    drawn = [
        {str(s.extra["scene"]) for make in (fault_pairs, candidates) for s in make(20, split=split)}
        for split in ("pretrain", "train", "test")
    ]
    assert all(len(scenes) == 40 for scenes in drawn)
    assert all(a.isdisjoint(b) for a, b in combinations(drawn, 2))


def test_a_seed_reproduces_samples_and_another_does_not() -> None:
    for make in (fault_pairs, candidates):
        once, again, other = (list(make(5, split="train", seed=seed)) for seed in (3, 3, 4))
        assert once == again
        assert {str(s.extra["scene"]) for s in once}.isdisjoint(str(s.extra["scene"]) for s in other)
        assert list(make(3, split="train", seed=3)) == once[:3]  # a longer run begins with the shorter


PRINT = """
from plaudit.core.codec import dumps
from plaudit.lab import candidates, fault_pairs
for make in fault_pairs, candidates:
    print(*map(dumps, make(5, split="train", seed=3)), sep="\\n")
"""


def test_a_seed_reproduces_in_another_process() -> None:
    here = [dumps(s) for make in (fault_pairs, candidates) for s in make(5, split="train", seed=3)]
    for hash_seed in ("1", "2"):  # sets of strings are walked in another order
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        run = subprocess.run([sys.executable, "-c", PRINT], env=environment, capture_output=True, text=True, check=True)
        assert run.stdout.split("\n")[:-1] == here


def test_a_noisy_annotator_errs() -> None:
    noisy = list(fault_pairs(400, split="pretrain", annotator=Annotator(name="noisy", noise=1.0)))
    right = [s.labels[0].values == (1.0, 0.0) for s in noisy]
    agreed = sum(r == (a > b) for r, (a, b) in zip(right, gold(noisy), strict=True)) / 400
    # One fault of difference: sigmoid(1) = 0.7311.
    assert abs(agreed - 0.7311) < 4 * (0.7311 * 0.2689 / 400) ** 0.5
    assert {s.labels[0].annotator for s in noisy} == {"noisy"}


def test_candidates_are_eight_distinct_descriptions(pools: list[Sample]) -> None:
    for sample in pools:
        texts = [r.text for r in sample.responses]
        assert len(texts) == len(set(texts)) == 8
        kinds = [[c.kind for s in sentences(text) if (c := read(s))] for text in texts]
        assert all(k == kinds[0] and sorted(k) == sorted(KINDS) for k in kinds)
        assert sample.tags == ("form=detail",)


def test_candidates_have_gold_scores_from_minus_five_to_zero(pools: list[Sample]) -> None:
    values = [v for row in gold(pools) for v in row]
    assert set(values) == {0.0, -1.0, -2.0, -3.0, -4.0, -5.0}
    assert [len(s.responses) for s in candidates(2, of=32, split="pretrain")] == [32, 32]


@pytest.mark.parametrize(("of", "faulty"), [(33, 0.4), (8, 0.0), (8, 1.0)])
def test_too_few_distinct_candidates(of: int, faulty: float) -> None:
    with pytest.raises(UsageError, match=f"do not make {of} distinct descriptions"):
        next(candidates(1, of=of, split="pretrain", faulty=faulty))


@pytest.mark.parametrize("kinds", [(), ("colour",)])
def test_unknown_kinds(kinds: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match="Give one or more of existence, attribute, relation, count, digit"):
        next(fault_pairs(1, split="pretrain", kinds=kinds))


def test_the_lab_draws_nothing_from_the_global_random_source() -> None:
    random.seed(0)
    state = random.getstate()
    list(fault_pairs(2, split="pretrain", annotator=Annotator(noise=1.0)))
    assert random.getstate() == state


def test_tiny_lies_in_the_package() -> None:
    assert tiny_path().parent.joinpath("worlds.py").is_file()
