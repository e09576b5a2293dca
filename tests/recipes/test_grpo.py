"""GRPO in the lab, cut short: every stage runs, and every figure is there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plaudit.core import UsageError
from plaudit.recipes.grpo import FORM, Config, grpo, questions
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


def test_the_rule_reads_the_form_alone() -> None:
    (sample,) = questions(1, split="test", seed=0)
    (verdict,) = run(FORM, [sample])
    assert [verdict.get(i) for i in range(2)] == [1, 1]  # one of them is false


def test_steps_are_measured_to_the_last() -> None:
    with pytest.raises(UsageError, match="50 steps are not measured every 20"):
        grpo(Config(steps=50))
