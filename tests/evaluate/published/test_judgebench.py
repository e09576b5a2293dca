"""JudgeBench: reward models' accuracies, and judges' by the rule over both orders, to two decimals of a percent."""

from __future__ import annotations

import pytest

from plaudit.evaluate.tables import Words, agreement, read_table, score_ballots, swapped_ballots
from tests.evaluate.published.data import expected, folder

WORDS = Words(first=["A>B"], second=["B>A"], tie=["A=B"])
MODELS = {
    "Skywork_Skywork-Reward-Gemma-2-27B": "Skywork-Reward-Gemma-2-27B",
    "Skywork_Skywork-Reward-Llama-3.1-8B": "Skywork-Reward-Llama-3.1-8B",
    "internlm_internlm2-20b-reward": "internlm2-20b-reward",
    "internlm_internlm2-7b-reward": "internlm2-7b-reward",
    "Ray2333_GRM-Gemma-2B-rewardmodel-ft": "GRM-Gemma-2B",
}


def test_reward_models() -> None:
    table = read_table(folder("judgebench") / "rm_scores.csv")
    ballots = score_ballots(
        table, item=["pair_id"], first="score_A", second="score_B", words=WORDS, label="label", by=["reward_model"]
    )
    found = {one.by[0]: one.accuracy for one in agreement(ballots)}
    published = expected("judgebench")["overall"]
    assert found.keys() == MODELS.keys()
    for name, short in MODELS.items():
        one = found[name]
        assert one is not None
        assert 100 * one.value == pytest.approx(published[short], abs=0.005)


def test_judges_in_both_orders() -> None:
    table = read_table(folder("judgebench") / "judge_decisions.csv")
    ballots = swapped_ballots(
        table, item=["pair_id"], votes=["decision_1"], swapped=["decision_2_swapped"], words=WORDS, label="label",
        by=["judge_model"], swapped_names_places=True,
    )  # fmt: skip
    haiku, mini = agreement(ballots)
    published = expected("judgebench")["overall"]
    assert haiku.accuracy is not None and mini.accuracy is not None
    assert 100 * haiku.accuracy.value == pytest.approx(
        published["claude-3-haiku arena_hard on 270 Claude pairs"], abs=0.005
    )
    assert 100 * mini.accuracy.value == pytest.approx(published["o1-mini arena_hard (both-orders rule)"], abs=0.005)
    assert (haiku.unread, haiku.votes) == (13, 540)
