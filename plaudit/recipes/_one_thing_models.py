"""The two models of `generate`, trained in minutes: a dual encoder that scores, and a pipeline that paints."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy
from transformers import CLIPConfig, CLIPModel
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

from plaudit.lab.render import CELL
from plaudit.models.family import quiet
from plaudit.recipes._one_thing import ASKED, random_picture
from plaudit.recipes._scene_pipeline import ScenePipeline, text_config, word_tokenizer


def train_encoder(folder: Path, *, steps: int, seed: int) -> Path:
    """A CLIP that tells the fifty prompts apart, saved as a checkpoint.

    Each step sees a picture of every prompt, and a spoilt copy of it that no prompt asks for, so that it can judge
    unclean pictures. The loss is CLIP's over these.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model: Any = CLIPModel(_clip_config())
    tokenizer, rng, draw = word_tokenizer(), random.Random(f"encoder {seed}"), torch.Generator().manual_seed(seed)
    rows = tokenizer(list(ASKED), padding=True, return_tensors="pt", return_token_type_ids=False)
    target = torch.arange(len(ASKED))

    def loss() -> Tensor:
        clean = torch.stack([as_tensor(random_picture(rng, prompt)) for prompt in ASKED])
        pictures = torch.cat([clean, spoilt(clean, draw)])
        pictures = pictures + 0.05 * torch.randn(pictures.shape, generator=draw)
        logits = model(**rows, pixel_values=pictures.clamp(0, 1) * 2 - 1).logits_per_text
        return (cross_entropy(logits, target) + cross_entropy(logits[:, : len(target)].T, target)) / 2

    _train([model], loss, steps, lr=1e-3)
    processor: Any = CLIPImageProcessorPil
    size = {"height": CELL, "width": CELL}
    with quiet():
        model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    processor(size=size, do_center_crop=False, image_mean=_MEAN, image_std=_STD).save_pretrained(folder)
    return folder


def train_pipeline(*, steps: int, seed: int) -> ScenePipeline:
    """A generator that paints the asked colour, and something like the asked shape."""
    pipeline = ScenePipeline.untrained(seed)
    rng, noise = random.Random(f"pipeline {seed}"), torch.Generator().manual_seed(seed)

    def loss() -> Tensor:
        prompts = rng.choices(list(ASKED), k=32)
        return pipeline.loss(torch.stack([as_tensor(random_picture(rng, p)) for p in prompts]), prompts, noise)

    _train([pipeline.transformer, pipeline.text_encoder], loss, steps, lr=2e-3)
    return pipeline


def spoilt(pictures: Tensor, draw: torch.Generator) -> Tensor:
    """With 5 to 40 % of all 2 x 2 blocks replaced by pixels from elsewhere in the picture; (B, 3, 28, 28)."""
    count, side = len(pictures), CELL // 2
    share = 0.05 + 0.35 * torch.rand(count, 1, 1, 1, generator=draw)
    blocks = torch.rand(count, 1, side, side, generator=draw) < share
    mask = blocks.repeat_interleave(2, 2).repeat_interleave(2, 3)
    order = torch.randperm(CELL * CELL, generator=draw)
    return torch.where(mask, pictures.flatten(2)[:, :, order].view_as(pictures), pictures)


def as_tensor(picture: Any) -> Tensor:
    """(3, H, W) in [0, 1]."""
    return torch.from_numpy(np.array(picture)).permute(2, 0, 1) / 255


_MEAN, _STD = [0.5, 0.5, 0.5], [0.5, 0.5, 0.5]


def _clip_config() -> CLIPConfig:
    vision = {
        "hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2, "num_attention_heads": 4,
        "image_size": CELL, "patch_size": 4, "projection_dim": 64,
    }  # fmt: skip
    return CLIPConfig(text_config=text_config(64, 2), vision_config=vision, projection_dim=64)


def _train(modules: list[Any], loss: Callable[[], Tensor], steps: int, *, lr: float) -> None:
    """AdamW with a rise and fall of the learning rate; the modules are in evaluation mode afterwards."""
    parameters = [p for module in modules for p in module.train().parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=lr)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, lr, max(2, steps))
    for _ in range(steps):
        optimizer.zero_grad()
        value: Any = loss()
        value.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        schedule.step()
    for module in modules:
        module.eval()
