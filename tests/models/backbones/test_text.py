from __future__ import annotations

from pathlib import Path

import pytest
import torch
from transformers import GPT2Config, GPT2LMHeadModel

from plaudit.core import Sample, answer, user
from plaudit.models import RewardModel
from plaudit.models.backbones.text import text
from plaudit.models.family import family_of, load_weights, quiet
from tests.tiny import tiny_text, tiny_tokenizer

build = tiny_text
SAMPLE = Sample(id="s", prompt=(user("How many?"),), responses=(answer("Four."), answer("There are no shapes at all.")))


def test_it_takes_what_nobody_else_claims(qwen2: Path, llama: Path) -> None:
    assert family_of(str(qwen2)) is family_of(str(llama)) is text


def test_absolute_positions_count_from_the_first_real_token(tmp_path: Path) -> None:
    """GPT-2 adds a vector per position, so a padded row placed wrongly scores differently at once."""
    tokenizer = tiny_tokenizer()
    config = GPT2Config(
        vocab_size=len(tokenizer), n_embd=32, n_layer=2, n_head=2, n_positions=128, eos_token_id=2, bos_token_id=None
    )
    with torch.random.fork_rng(), quiet():
        torch.manual_seed(0)
        GPT2LMHeadModel(config).save_pretrained(tmp_path)
    tokenizer.save_pretrained(tmp_path)
    model = RewardModel.create(tmp_path, dtype=torch.float64).eval()
    assert model.layout.settings.max_length == 128
    alone = [model(**model.collate([SAMPLE.take([r])]).inputs).item() for r in range(2)]
    inputs = model.collate([SAMPLE]).inputs
    shorter = int(inputs["attention_mask"].sum(1).argmin())
    width = inputs["input_ids"].shape[1] - int(inputs["attention_mask"][shorter].sum())
    left = {name: tensor.clone() for name, tensor in inputs.items()}
    for tensor in left.values():
        tensor[shorter] = tensor[shorter].roll(width)
    for batch in (inputs, left):
        assert model(**batch).flatten().tolist() == pytest.approx(alone, abs=1e-10)


def test_the_language_model_head_is_left_out(qwen2: Path) -> None:
    assert not hasattr(load_weights(str(qwen2), torch.float32), "lm_head")
