"""GRPO in the lab, cut short: every stage runs, and every figure is there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plaudit.core import UsageError
from plaudit.lab import GoldScorer
from plaudit.recipes.grpo import Config, grpo, questions
from plaudit.rules.exact import exact
from plaudit.runs import run


def test_the_recipe_writes_figures_for_both_rewards(tmp_path: Path) -> None:
    said: list[str] = []
    small = Config(out=tmp_path, reward_steps=1, imitation_steps=1, steps=2, every=1, scenes=3)
    figures = grpo(small, said.append)
    assert len(said) == 4
    assert json.loads((tmp_path / "metrics.json").read_text()) == figures
    for name in ("rule", "reward model"):
        assert figures[name].keys() == {"0", "1", "2", "gold_gain", "proxy_gain", "share_of_time_in_reward"}
        assert 0 < figures[name]["share_of_time_in_reward"] < 1
        for what in ("gold", "proxy"):
            before, after = figures[name]["0"][what], figures[name]["2"][what]
            assert after["n"] == 3
            assert figures[name][f"{what}_gain"]["value"] == pytest.approx(after["value"] - before["value"])
            assert before["low"] <= before["value"] <= before["high"]
    assert figures["rule"]["0"]["gold"] == figures["reward model"]["0"]["gold"]  # the same policy, the same answers
    page = (tmp_path / "report.html").read_text()
    assert "data:image/" in page
    assert page.count("<svg") == 4


def test_the_answer_on_record_is_true_of_the_scene() -> None:
    """And the other one is not; the rule that trains tells them apart as the gold score does."""
    scenes = questions(20, split="test", seed=0)
    for rated, gold in zip(run(exact(), scenes), run(GoldScorer(), scenes), strict=True):
        assert [rated.get(i) for i in range(2)] == [1 + gold.get(i) for i in range(2)]


def test_steps_are_measured_to_the_last() -> None:
    with pytest.raises(UsageError, match="50 steps are not measured every 20"):
        grpo(Config(steps=50))
