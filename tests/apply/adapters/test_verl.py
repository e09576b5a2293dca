"""Called as verl's reward managers call: one response, a batch, a generated image."""

from __future__ import annotations

from typing import Any

import pytest
from PIL import Image as Pixels

from plaudit.apply.adapters.verl import compute_score, compute_score_batch, compute_score_visual
from plaudit.core import Image, RunError, Text, UsageError
from tests.apply.adapters.scorers import BAD, Lengths

RED = Pixels.new("RGB", (8, 8), "red")


def info(prompt: Any, **more: Any) -> dict[str, Any]:
    return {"index": 0, "split": "train", "prompt": prompt, **more}


def test_one_response() -> None:
    scorer = Lengths("reference", "extra.level")
    call = compute_score(scorer, extra=["level"])
    asked = info([{"role": "user", "content": "<image>What is it?"}], images=[RED], level=3)
    told = call(data_source="d", solution_str="four", ground_truth="red", extra_info=asked, reward_router_address=None)
    assert told == {"score": 4.0, "unscored": 0.0}
    (seen,) = scorer.seen
    assert [type(part) for part in seen.prompt[0].parts] == [Image, Text]
    assert (seen.prompt[0].text, seen.reference, dict(seen.extra)) == ("What is it?", (Text("red"),), {"level": 3})


def test_a_batch_is_scored_by_prompt() -> None:
    scorer = Lengths()
    told = compute_score_batch(scorer, prompt="question")(
        data_sources=["d"] * 3, solution_strs=["1", "22", "333"], ground_truths=[None] * 3,
        extra_infos=[{"question": "a"}, {"question": "b"}, {"question": "a"}],
    )  # fmt: skip
    assert [t["score"] for t in told] == [1, 2, 3]
    assert [len(s.responses) for s in scorer.seen] == [2, 1]


def test_a_generated_image_is_the_response() -> None:
    class Reds(Lengths):
        def _rate(self, text: str) -> Any:
            return super()._rate("red")

    scorer = Reds()
    told = compute_score_visual(scorer)("d", RED, None, info("Draw red.", images=[RED]), model_name="m")
    assert told["score"] == 3.0
    (seen,) = scorer.seen
    assert [type(part) for part in seen.prompt[0].parts] == [Image, Text]
    assert [type(part) for part in seen.responses[0].parts] == [Image]


def test_no_score_is_an_error_and_never_0() -> None:
    with pytest.raises(RunError, match=r"lengths: response 0 of 1 has no score \(down, no answer\).*unscored"):
        compute_score(Lengths())("d", BAD, None, info("a"))
    batch = {"data_sources": ["d"] * 4, "ground_truths": [None] * 4, "extra_infos": [info("a")] * 3 + [info("b")]}
    mean = compute_score_batch(Lengths(), unscored="mean")
    told = mean(solution_strs=["22", BAD, "4444", "1"], **batch)
    assert [(t["score"], t["unscored"]) for t in told] == [(2, 0), (3, 1), (4, 0), (1, 0)]  # (2 + 4) / 2 = 3
    with pytest.raises(RunError, match="response 3 of 4"):
        mean(solution_strs=["22", "333", "4444", BAD], **batch)
    with pytest.raises(UsageError, match="'zero'"):
        compute_score_batch(Lengths(), unscored="zero")(solution_strs=["1"] * 4, **batch)  # type: ignore[arg-type]


@pytest.mark.parametrize("given", [None, {}, {"question": "a"}])
def test_a_prompt_has_to_be_there(given: dict[str, Any] | None) -> None:
    with pytest.raises(RunError, match="extra_info has no 'prompt'"):
        compute_score(Lengths())("d", "x", None, given)
