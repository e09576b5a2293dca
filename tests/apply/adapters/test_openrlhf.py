"""Called as OpenRLHF calls the `reward_func` of a file."""

from __future__ import annotations

import pytest
import torch
from PIL import Image as Pixels

from plaudit.apply.adapters.openrlhf import reward_func
from plaudit.core import Image, RunError, Text
from tests.apply.adapters.scorers import BAD, Lengths

ASK = "<|im_start|>user\n{}<|im_end|>\n<|im_start|>assistant\n"


def test_tensors_by_the_names_it_reads() -> None:
    scorer = Lengths("reference")
    call = reward_func(
        scorer,
        prompt=lambda text: text.removeprefix("<|im_start|>user\n").partition("<|im_end|>")[0],
        ends=("<|im_end|>", "<|endoftext|>"),
    )
    prompts = [ASK.format(q) for q in ("a", "b", "a")]
    answers = ["1<|im_end|>", "22<|im_end|>\n<|endoftext|><|endoftext|>", "333"]
    told = call([p + x for p, x in zip(prompts, answers, strict=True)], prompts, ["x", "y", "x"])
    assert told.keys() == {"rewards", "scores", "extra_logs"}
    assert torch.equal(told["rewards"], torch.tensor([1.0, 2.0, 3.0]))
    assert torch.equal(told["scores"], told["rewards"])
    assert torch.equal(told["extra_logs"]["unscored"], torch.zeros(3))
    assert [(s.prompt[0].text, s.reference[0], [r.text for r in s.responses]) for s in scorer.seen] == [
        ("a", Text("x"), ["1", "333"]), ("b", Text("y"), ["22"]),
    ]  # fmt: skip


def test_images_where_they_are_handed_over() -> None:
    scorer, red = Lengths(), Pixels.new("RGB", (8, 8), "red")
    reward_func(scorer)(["<image>What? It is"], ["<image>What?"], [None], images=[[red]])
    assert [type(part) for part in scorer.seen[0].prompt[0].parts] == [Image, Text]


def test_no_score_is_an_error_and_never_0() -> None:
    with pytest.raises(RunError, match="response 1 of 2 has no score"):
        reward_func(Lengths())(["ax", "a" + BAD], ["a", "a"], ["", ""])
    told = reward_func(Lengths(), unscored="mean")(["a22", "a" + BAD, "a4444"], ["a"] * 3, [""] * 3)
    assert torch.equal(told["rewards"], torch.tensor([2.0, 3.0, 4.0]))
    assert torch.equal(told["extra_logs"]["unscored"], torch.tensor([0.0, 1.0, 0.0]))


def test_a_query_begins_with_its_prompt() -> None:
    with pytest.raises(RunError, match="does not begin with its prompt"):
        reward_func(Lengths())(["bx"], ["a"], [""])
