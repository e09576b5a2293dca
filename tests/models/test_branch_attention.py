from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import NemotronConfig, NemotronForCausalLM

from plaudit.core import Image, Sample, Score, answer, user
from plaudit.models import RewardModel, Settings
from plaudit.models.branch_attention import Execution, Tree, branches_allowed, pack_mask, split_attention
from plaudit.models.family import quiet
from plaudit.models.lora import LoraSettings, add_lora
from tests.tiny import picture, rewrite_json, tiny_text, tiny_tokenizer

SEEN = Sample(
    id="s",
    prompt=(user(Image(picture(84, 56, 1)), "How many shapes are there?"),),
    responses=(answer("Four."), answer("There are three green triangles."), answer("None"), answer("Four.")),
)
SEGMENTS = torch.tensor(
    [[0, 4], [0, 2], [0, 3], [1, 0], [1, 2], [2, 3], [2, 0], [3, 1], [3, 2], [4, 3], [4, 1], [4, 1], [5, 1]]
)
"""Branches of different lengths; one without a trunk; a trunk without a branch; trunks and branches of one token."""


def test_the_mask_lets_a_branch_see_its_trunk_and_itself() -> None:
    # A trunk of 2, branches of 1 and 2; a trunk of 1
    want = [
        [1, 0, 0, 0, 0, 0],
        [1, 1, 0, 0, 0, 0],
        [1, 1, 1, 0, 0, 0],
        [1, 1, 0, 1, 0, 0],
        [1, 1, 0, 1, 1, 0],
        [0, 0, 0, 0, 0, 1],
    ]
    assert pack_mask(torch.tensor([[0, 2], [0, 1], [0, 2], [1, 1]]))[0, 0].int().tolist() == want


@pytest.mark.parametrize("kv_heads", [4, 2])
def test_split_attends_as_the_mask_says(kv_heads: int) -> None:
    class Module(torch.nn.Module):
        num_key_value_groups = 4 // kv_heads
        is_causal = True

    torch.manual_seed(0)
    length = int(SEGMENTS[:, 1].sum())
    query = torch.randn(1, 4, length, 8, dtype=torch.float64)
    key, value = torch.randn(2, 1, kv_heads, length, 8, dtype=torch.float64).unbind()
    packed, _ = split_attention(Module(), query, key, value, pack_mask(SEGMENTS), dropout=0.0, scaling=0.3)
    split, _ = split_attention(Module(), query, key, value, None, dropout=0.0, scaling=0.3, tree=Tree(SEGMENTS))
    torch.testing.assert_close(split, packed, rtol=0, atol=1e-12)


@pytest.mark.parametrize("execution", ["split", "pack"])
@pytest.mark.parametrize("checkpointed", [False, True])
def test_adapters_get_the_gradients_of_separate_rows(vl: Path, execution: Execution, checkpointed: bool) -> None:
    gradients = []
    for way in ("separate", execution):
        model = RewardModel.create(vl, dtype=torch.float64).train()
        add_lora(model, LoraSettings(rank=4, targets=("text", "vision")))
        torch.manual_seed(1)
        for name, parameter in model.named_parameters():
            if "lora_B" in name:
                torch.nn.init.normal_(parameter, std=0.1)
        model.execution = way  # type: ignore[assignment]
        if checkpointed:
            model.activation_checkpointing_enable(activation_checkpointing_kwargs={"use_reentrant": False})
        scores = model(**model.collate([SEEN, replace(SEEN, id="t")]).inputs)[:, 0]
        (scores * torch.arange(1.0, 9.0)).sum().backward()
        gradients.append([p.grad for p in model.parameters() if p.requires_grad])
    for separate, shared in zip(*gradients, strict=True):
        assert separate is not None and shared is not None
        assert float((shared - separate).norm()) <= 1e-6 * float(separate.norm())


@pytest.mark.parametrize("responses", [1, 2, 64])
def test_any_number_of_responses(vl: Path, responses: int) -> None:
    model = RewardModel.create(vl, dtype=torch.float64, settings=Settings(pooling="mean"))
    many = replace(SEEN, responses=tuple(answer(f"There are {k}. " * (k % 5 + 1)) for k in range(responses)))
    shared = values(model, many)
    model.execution = "separate"
    assert len(shared) == responses and shared == pytest.approx(values(model, many), abs=1e-10)


def test_half_precision_errs_no_more_than_padding_does(vl: Path) -> None:
    exact = values(RewardModel.create(vl, dtype=torch.float64), SEEN)
    model = RewardModel.create(vl, dtype=torch.bfloat16)
    errors = {}
    for execution in ("separate", "split", "pack"):
        model.execution = execution  # type: ignore[assignment]
        errors[execution] = max(abs(a - b) for a, b in zip(values(model, SEEN), exact, strict=True))
    assert max(errors.values()) <= 1.5 * errors["separate"] + 0.01


@pytest.mark.parametrize("change", [{"use_sliding_window": True, "sliding_window": 64, "max_window_layers": 0}])
def test_a_model_with_a_short_window_uses_separate_rows(tmp_path: Path, change: dict[str, Any]) -> None:
    folder = tiny_text(tmp_path)
    rewrite_json(folder / "config.json", **change, layer_types=["sliding_attention"] * 2)
    long = RewardModel.create(folder, settings=Settings(max_length=128))
    assert not long.shares and "segments" not in long.collate([TEXT]).inputs
    short = RewardModel.create(folder, settings=Settings(max_length=64), dtype=torch.float64)
    assert short.shares and "segments" in short.collate([TEXT]).inputs
    shared = values(short, TEXT)
    short.execution = "separate"
    assert shared == pytest.approx(values(short, TEXT), abs=1e-10)


def test_what_does_not_only_attend_uses_separate_rows(qwen2: Path) -> None:
    backbone = RewardModel.create(qwen2).backbone
    assert branches_allowed(backbone, 4096)
    backbone.config.layer_types = ["full_attention", "linear_attention"]
    assert not branches_allowed(backbone, 1)


def test_a_model_whose_layers_do_not_hand_on_what_they_are_told_packs(tmp_path: Path) -> None:
    config: Any = NemotronConfig(vocab_size=500, hidden_size=32, intermediate_size=64, num_hidden_layers=2)
    config.num_attention_heads, config.num_key_value_heads, config.head_dim = 4, 2, 8
    with torch.random.fork_rng(), quiet():
        torch.manual_seed(0)
        NemotronForCausalLM(config).save_pretrained(tmp_path)
    tiny_tokenizer().save_pretrained(tmp_path)
    model = RewardModel.create(tmp_path, dtype=torch.float64)
    assert model.execution == "split" and model.shares
    shared = values(model, TEXT)
    assert model.execution == "pack"
    model.execution = "separate"
    assert shared == pytest.approx(values(model, TEXT), abs=1e-10)


TEXT = Sample(id="t", prompt=(user("How many?"),), responses=(answer("Two."), answer("There are three.")))


def values(model: RewardModel, sample: Sample) -> list[float]:
    return [score.value for score in model.score([sample])[0].scores if isinstance(score, Score)]
