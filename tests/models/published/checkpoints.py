"""Tiny checkpoints as others publish them: a backbone, and a head of random weights in somebody's key layout."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from transformers import AutoModel, AutoTokenizer

from plaudit.core import Sample, Score, Scorer, answer, user
from plaudit.models.family import quiet

SAMPLE = Sample(id="s", prompt=(user("How many stars?"),), responses=(answer("Two."), answer("There are three stars.")))
SAID = [
    [{"role": "user", "content": "How many stars?"}, {"role": "assistant", "content": text}]
    for text in ("Two.", "There are three stars.")
]


def add(folder: Path, file: str = "model.safetensors", **shapes: tuple[int, ...]) -> Path:
    """Random tensors added to a file; __ in a name stands for a dot."""
    path = folder / file
    old = load_file(path) if path.exists() else {}
    rng = torch.Generator().manual_seed(7)
    new = {name.replace("__", "."): torch.randn(shape, generator=rng) for name, shape in shapes.items()}
    save_file(old | new, path, metadata={"format": "pt"})
    return folder


def last_states(folder: Path, *, end: str = "\n") -> Tensor:
    """The hidden states (2, H) of the last token of each conversation of SAID, run alone by transformers' own model.

    end: what the template writes last and is kept; "" strips the newline.
    """
    with quiet():
        tokenizer: Any = AutoTokenizer.from_pretrained(folder)
        backbone = AutoModel.from_pretrained(folder)
    states = []
    for said in SAID:
        text = tokenizer.apply_chat_template(said, tokenize=False).removesuffix("\n") + end
        with torch.no_grad():
            states.append(backbone(**tokenizer(text, return_tensors="pt")).last_hidden_state[0, -1])
    return torch.stack(states)


def tensors(folder: Path, file: str = "model.safetensors") -> dict[str, Tensor]:
    return load_file(folder / file)


def values(model: Scorer, sample: Sample = SAMPLE) -> list[float]:
    return [score.value for score in model.score([sample])[0].scores if isinstance(score, Score)]
