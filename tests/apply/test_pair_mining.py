from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from plaudit.apply.pair_mining import mine
from plaudit.core import (
    Label,
    Pair,
    Sample,
    Score,
    ScorerInfo,
    Unscored,
    UsageError,
    Verdict,
    answer,
    prefer,
    user,
)  # fmt: skip
from plaudit.data import read, write
from plaudit.rules.constant import constant
from plaudit.rules.flaky import flaky
from plaudit.rules.longest import longest


def sample(name: str, *answers: str) -> Sample:
    return Sample(
        id=name,
        prompt=(user("Say something."),),
        responses=tuple(answer(text, source="gpt", tags=("a=b",)) for text in answers),
        labels=(prefer(0, 1, annotator="someone"),),
    )


def test_best_against_worst() -> None:
    mined = mine(longest(), [sample("a", "333", "1", "55555", "22"), sample("b", "1", "22")])
    assert [[r.text for r in s.responses] for s in mined.samples] == [["55555", "1"], ["22", "1"]]
    assert [list(s.labels) for s in mined.samples] == [
        [Label(values=(1.0, 0.0), annotator="longest", strength=4.0)],
        [Label(values=(1.0, 0.0), annotator="longest", strength=1.0)],
    ]
    assert [list(s.labels[0].pairs()) for s in mined.samples] == [[Pair(0, 1, 1.0, 4.0)], [Pair(0, 1, 1.0, 1.0)]]
    assert not any(mined.left_out.values())


def test_nothing_but_the_turns_is_kept_of_a_response() -> None:
    (made,) = mine(longest(), [sample("a", "1", "22")]).samples
    assert made.responses == (answer("22"), answer("1"))


def test_a_random_worse_one() -> None:
    samples = [sample(str(k), "1", "22", "22", "4444") for k in range(60)]
    drawn = [s.responses[1].text for s in mine(longest(), samples, rejected="random").samples]
    assert set(drawn) == {"1", "22"}
    assert drawn == [s.responses[1].text for s in mine(longest(), samples, rejected="random").samples]
    assert drawn != [s.responses[1].text for s in mine(longest(), samples, rejected="random", seed=1).samples]


def test_what_is_left_out_is_counted() -> None:
    samples = [sample("a", "1", "22"), sample("b", "1", "333"), sample("c", "22", "xx"), sample("d", "1", "4444")]
    mined = mine(longest(), samples, margin=2.0)
    assert [s.id for s in mined.samples] == ["b", "d"]
    assert mined.left_out == {"unscored": 0, "tied": 1, "close": 1}
    assert mine(constant(), samples).left_out["tied"] == 4


def test_a_response_without_a_score_is_on_neither_side() -> None:
    samples = [sample(str(k), "a", "b", "c") for k in range(40)]
    scorer = flaky(0.5)
    mined = mine(scorer, samples)
    verdicts = {v.sample_id: v for v in scorer.score(samples)}
    scored = {name: [s.value for s in v.scores if isinstance(s, Score)] for name, v in verdicts.items()}
    assert {s.id for s in mined.samples} == {name for name, values in scored.items() if len(values) > 1}
    assert mined.left_out["unscored"] == 40 - len(mined.samples) > 0
    for made in mined.samples:
        values = scored[made.id]
        assert made.labels[0].strength == pytest.approx(max(values) - min(values))


class Judge:
    """Scores 3, 2, 1; one of its votes on first against last contradicts that, another cannot be read."""

    info = ScorerInfo(name="judge", comparable="sample")

    def __init__(self, *votes: Label) -> None:
        self._votes = votes

    def score(self, samples: Sequence[Sample]) -> list[Verdict]:
        scores = tuple(Score(value=float(value)) for value in (3, 2, 1))
        return [Verdict(sample_id=s.id, scores=scores, votes=self._votes) for s in samples]


@pytest.mark.parametrize(
    ("votes", "strength", "why"),
    [
        ([(0, 2, 1.0), (2, 0, 0.0)], 1.0, None),  # orders: first shown first, won; shown last, won: mean 1
        ([(0, 2, 0.0), (2, 0, 1.0)], None, "close"),
        ([(0, 2, None), (2, 0, 0.0)], None, "unscored"),
        ([(0, 1, 1.0)], 2.0, None),  # of others: the scores 3 and 1 decide
    ],
)
def test_a_judges_votes_on_the_two_decide(
    votes: list[tuple[int, int, float | None]], strength: float | None, why: str | None
) -> None:
    labels = [
        Label(values=(v, 1 - v), of=(i, j), ordered=True) if v is not None
        else Label(values=(None, None), of=(i, j), ordered=True, decision="missing")
        for i, j, v in votes
    ]  # fmt: skip
    mined = mine(Judge(*labels), [sample("a", "x", "y", "z")])
    assert [s.labels[0].strength for s in mined.samples] == ([] if strength is None else [strength])
    assert [name for name, n in mined.left_out.items() if n] == ([] if why is None else [why])


def test_a_mined_file_has_trls_form(tmp_path: Path) -> None:
    made = mine(longest(), [sample("a", "1", "22"), sample("b", "1", "333")]).samples
    write(made, tmp_path / "p.jsonl", "trl")
    back = list(read(tmp_path / "p.jsonl"))
    assert [(s.responses, s.labels) for s in back] == [(s.responses, s.labels) for s in made]


def test_misuse_is_refused() -> None:
    with pytest.raises(UsageError, match="margin is -1"):
        mine(longest(), [], margin=-1)
    with pytest.raises(UsageError, match="'best'"):
        mine(longest(), [], rejected="best")  # type: ignore[arg-type]


def test_prompts_without_two_scores() -> None:
    class Down(Judge):
        def score(self, samples: Sequence[Sample]) -> list[Verdict]:
            one = (Score(value=1.0), Unscored(why="down"), Unscored(why="down"))
            return [Verdict(sample_id=s.id, scores=one) for s in samples]

    assert mine(Down(), [sample("a", "x", "y", "z")]).left_out == {"unscored": 1, "tied": 0, "close": 0}
