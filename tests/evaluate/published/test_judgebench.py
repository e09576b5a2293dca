"""JudgeBench: reward models' accuracies, and judges' by the rule over both orders, to two decimals of a percent."""

from __future__ import annotations

import pytest

from plaudit.evaluate.tables import VoteColumns, agreement
from tests.evaluate.published.data import expected, folder

MODELS = {
    "Skywork_Skywork-Reward-Gemma-2-27B": "Skywork-Reward-Gemma-2-27B",
    "Skywork_Skywork-Reward-Llama-3.1-8B": "Skywork-Reward-Llama-3.1-8B",
    "internlm_internlm2-20b-reward": "internlm2-20b-reward",
    "internlm_internlm2-7b-reward": "internlm2-7b-reward",
    "Ray2333_GRM-Gemma-2B-rewardmodel-ft": "GRM-Gemma-2B",
}


def test_reward_models() -> None:
    columns = VoteColumns(
        item=("pair_id",), scores=("score_A", "score_B"), label="label", first=("A>B",), second=("B>A",),
        by=("reward_model",),
    )  # fmt: skip
    found = {one.by[0]: one.accuracy for one in agreement(columns.read(folder("judgebench") / "rm_scores.csv"))}
    published = expected("judgebench")["overall"]
    assert found.keys() == MODELS.keys()
    for name, short in MODELS.items():
        one = found[name]
        assert one is not None
        assert 100 * one.value == pytest.approx(published[short], abs=0.005)


def test_judges_in_both_orders() -> None:
    columns = VoteColumns(
        item=("pair_id",), votes=("decision_1",), swapped=("decision_2_swapped",), label="label", first=("A>B",),
        second=("B>A",), tie=("A=B",), by=("judge_model",),
    )  # fmt: skip
    haiku, mini = agreement(columns.read(folder("judgebench") / "judge_decisions.csv"))
    published = expected("judgebench")["overall"]
    assert haiku.accuracy is not None and mini.accuracy is not None
    assert 100 * haiku.accuracy.value == pytest.approx(
        published["claude-3-haiku arena_hard on 270 Claude pairs"], abs=0.005
    )
    assert 100 * mini.accuracy.value == pytest.approx(published["o1-mini arena_hard (both-orders rule)"], abs=0.005)
    assert (haiku.unread, haiku.votes) == (13, 540)
