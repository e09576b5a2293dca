from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
import yaml
from torch import Tensor
from transformers import AutoModelForCausalLM, AutoTokenizer

from plaudit.core import Score
from plaudit.load import load_scorer
from plaudit.models.family import quiet
from tests.models.published.checkpoints import SAMPLE, add, last_states, tensors
from tests.tiny import tiny_text


def build(folder: Path) -> Path:
    shapes = {"rm_head__dense__weight": (32, 32), "rm_head__dense__bias": (32,)}
    return add(tiny_text(folder), **shapes, rm_head__out_proj__weight=(1, 32), rm_head__out_proj__bias=(1,))


def head(folder: Path, states: Tensor) -> list[list[float]]:
    held = tensors(folder)
    inner = torch.tanh(states @ held["rm_head.dense.weight"].T + held["rm_head.dense.bias"])
    return (inner @ held["rm_head.out_proj.weight"].T + held["rm_head.out_proj.bias"]).tolist()


def reference(folder: Path) -> list[list[float]]:
    """Of a turn that is there already."""
    return head(folder, last_states(folder))


def test_a_critique_is_written_and_its_end_is_scored(tmp_path: Path) -> None:
    """The same folder writes it and scores it, as a composition in YAML says."""
    folder = build(tmp_path / "model")
    instruction = "[Question]: {question}\n[Response]: {answer}\n[Evaluation]:"
    parts = {"scorer": "model", "writer": "model?max_new_tokens=6&temperature=0", "instruction": instruction}
    (tmp_path / "mix.yaml").write_text(yaml.safe_dump({"critique": parts}))
    with quiet():
        tokenizer: Any = AutoTokenizer.from_pretrained(folder)
        model: Any = AutoModelForCausalLM.from_pretrained(folder)
    for response, score in zip(
        SAMPLE.responses, load_scorer(str(tmp_path / "mix.yaml")).score([SAMPLE])[0].scores, strict=True
    ):
        text = instruction.format(question=SAMPLE.asked, answer=response.text)
        said = [{"role": "user", "content": text}]
        ids = tokenizer.apply_chat_template(said, add_generation_prompt=True, return_tensors="pt", return_dict=True)
        with torch.no_grad():
            out = model.generate(**ids, max_new_tokens=6, do_sample=False)[0, ids["input_ids"].shape[1] :]
        written = tokenizer.decode(out, skip_special_tokens=True)
        said.append({"role": "assistant", "content": written})
        whole = tokenizer.apply_chat_template(said, return_tensors="pt", return_dict=True)
        with torch.no_grad():
            states = model.model(**whole).last_hidden_state[0, -1:]
        assert isinstance(score, Score) and score.rationale == written
        assert score.value == pytest.approx(head(folder, states)[0][0], abs=1e-4)
