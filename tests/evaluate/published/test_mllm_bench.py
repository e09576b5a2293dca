"""MLLM-Bench: per question two votes make a win, a tie or a loss. The published counts are of more questions than the
part beside this repository holds, so the rule is counted out here on its own."""

from __future__ import annotations

from collections import Counter

from plaudit.evaluate.tables import VoteColumns, read_table, standings
from tests.evaluate.published.data import folder

ANCHOR = "llava-v1.5-13b"
UNABLE = ["unable to decide: situation one", "unable to decide: situation two"]


def counted() -> Counter[tuple[str, str]]:
    """By model: same votes -> that; model and unable -> model; model and anchor -> tie; both unable -> tie."""
    said: dict[tuple[str, str], list[str | None]] = {}
    for row in read_table(folder("mllm_bench") / "votes.csv").rows:
        named = {"answer1": row["answer1_model"], "answer2": row["answer2_model"]}
        model = next(name for name in named.values() if name != ANCHOR)
        said.setdefault((row["id"], model), []).append(named.get(row["vote"].lower()))
    counts: Counter[tuple[str, str]] = Counter()
    for (_, model), votes in said.items():
        winners = {vote for vote in votes if vote is not None}
        counts[model, ("won" if winners == {model} else "lost" if winners == {ANCHOR} else "tied")] += 1
    return counts


def test_wins_ties_and_losses() -> None:
    columns = VoteColumns(
        item=("id",), votes=("vote",), systems=("answer1_model", "answer2_model"), first=("Answer1",),
        second=("Answer2",), tie=tuple(UNABLE),
    )  # fmt: skip
    cast = columns.read(folder("mllm_bench") / "votes.csv")
    assert all(len(one.original) == len(one.swapped) == 1 for one in cast)
    found, rule = standings(cast, baseline=ANCHOR), counted()
    for model, rate in found.win_rates.items():
        own = found.counts[model, ANCHOR]
        assert own == {name: rule[model, name] for name in ("won", "tied", "lost")} | {"unread": 0}
        assert rate.n == 315
        assert rate.value == (own["won"] + own["tied"] / 2) / 315
        # Of one rival only, the rating is the log-odds of the win rate.
        odds = (found.ratings[model].value - 1000) / 400
        assert abs(10**odds - rate.value / (1 - rate.value)) < 1e-6
    assert next(iter(found.win_rates)) == "gpt-4o-mini-2024-07-18"
