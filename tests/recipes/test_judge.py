"""The judge recipe, cut short: what is taught is right, and every figure is there."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from plaudit.core import Sample, Score
from plaudit.lab import GoldScorer, fault_pairs, tiny_path
from plaudit.lab.claims import read
from plaudit.models.generators.local import local
from plaudit.recipes.judge import Config, Judges, _checked, judge, verdicts


def test_verdicts_follow_the_gold_score() -> None:
    pairs = list(fault_pairs(8, split="train", seed=3))
    judges = Judges.of(tiny_path())
    made = list(verdicts(judges, pairs))
    assert len(made) == 16 and len({task.id for task in made}) == 16
    for k, (pair, gold) in enumerate(zip(pairs, GoldScorer().score(pairs), strict=True)):
        a, b = (s.value for s in gold.scores if isinstance(s, Score))
        said = [task.responses[0].text for task in made[2 * k : 2 * k + 2]]
        texts = [task.prompt[-1].text for task in made[2 * k : 2 * k + 2]]
        one, two = (response.text for response in pair.responses)
        if k % 2:
            assert [judges.pairwise.prompt.read(x) for x in said] == (["A", "B"] if a > b else ["B", "A"])
            assert said[0].startswith(f"A {5 + a:.0f}. B {5 + b:.0f}. ")
            assert f"A: {one} B: {two}" in texts[0] and f"A: {two} B: {one}" in texts[1]
        elif k % 4:
            assert [judges.pointwise.prompt.read(x) for x in said] == [5 + a, 5 + b]
        else:
            assert said == (["Yes", "No"] if a > b else ["No", "Yes"])
        assert k % 2 or all(text in shown for text, shown in zip((one, two), texts, strict=True))


def test_the_reminder_asks_for_what_is_true() -> None:
    rng, answers = random.Random(0), []
    for _ in range(40):
        scene, (pieces,) = _checked(rng)
        words = "".join(piece.text for piece in pieces).partition("in detail. ")[2]
        claims = [read(text) for text in words.partition(" Is that right?")[0].split(". ")]
        truths = [claim.holds(scene) for claim in claims if claim]
        assert len(truths) == len(claims) and scene.split == "train"
        assert ("\nYes<" in words) == all(truths) != ("\nNo<" in words)
        answers.append(all(truths))
    assert 10 < sum(answers) < 30


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("judge")
    said: list[str] = []
    figures = judge(Config(out=out, reminder=2, steps=3, pairs=2), said.append)
    assert len(said) == 3
    assert json.loads((out / "metrics.json").read_text()) == figures
    return out


def test_it_writes_every_figure(made: Path) -> None:
    stored = json.loads((made / "metrics.json").read_text())
    for name in ("pairwise", "pointwise", "yes token"):
        found = stored[name]
        for estimate in (found["accuracy"]["overall"], found["blind"]):
            assert 0 <= estimate["low"] <= estimate["value"] <= estimate["high"] <= 1 and estimate["n"] == 10
        counts = found["counts"]
        assert sum(counts[x] for x in ("right", "wrong", "tied", "unscored")) == 10
    assert stored["pairwise"]["unparsed"]["n"] == 10 * 2 * 4
    assert stored["pointwise"]["unparsed"]["n"] == 10 * 2 * 8
    assert stored["yes token"]["unparsed"] is None
    assert 0 < stored["training_seconds"] < stored["seconds"]
    page = (made / "report.html").read_text()
    assert "<svg" in page and "data:image/" in page


def test_its_model_opens_like_any_other(made: Path) -> None:
    (task,) = local(made / "model", temperature=0, max_new_tokens=1).generate(list(fault_pairs(1, split="test")))
    assert isinstance(task, Sample)
