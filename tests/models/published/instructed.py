"""Qwen2-VL with reward tokens of its own, and its hidden states by transformers' own model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import PIL.Image
import torch
from torch import Tensor
from transformers import AutoModel, AutoTokenizer
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil

from plaudit.models.family import quiet
from tests.models.backbones.test_qwen2_vl import build
from tests.tiny import CONTROL, VISION, tiny_tokenizer


def checkpoint(folder: Path, tokens: tuple[str, ...], instruction: str) -> Path:
    build(folder, tokenizer=tiny_tokenizer(special=(*CONTROL, *VISION, *tokens)))
    (folder / "instruction.txt").write_text(instruction)
    return folder


def turn(pad: str, instruction: str) -> str:
    """A user's turn that shows a medium and then the instruction, and the header of the answer."""
    shown = f"<|vision_start|>{pad}<|vision_end|>{instruction}"
    return (
        "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n"
        f"<|im_start|>user\n{shown}<|im_end|>\n<|im_start|>assistant\n"
    )


def states_at(folder: Path, tokens: tuple[str, ...], text: str, image: PIL.Image.Image, pixels: int) -> Tensor:
    """The hidden states (tokens, H) at each token of a turn that shows the picture, as image or as film, and the text.

    text: with <|image_pad|> or <|video_pad|> where the picture is shown.
    """
    with quiet():
        tokenizer: Any = AutoTokenizer.from_pretrained(folder)
        backbone: Any = AutoModel.from_pretrained(folder)
    processor: Any = Qwen2VLImageProcessorPil.from_pretrained(folder)
    size = {"shortest_edge": pixels, "longest_edge": pixels}
    seen = processor(images=[image], size=size, return_tensors="pt")
    grid = seen["image_grid_thw"]
    kind, pad = ("image", "<|image_pad|>") if "<|image_pad|>" in text else ("video", "<|video_pad|>")
    ids = tokenizer(text.replace(pad, pad * (int(grid.prod()) // 4)), return_tensors="pt")["input_ids"]
    media = {"image": "pixel_values", "video": "pixel_values_videos"}
    types = (ids == tokenizer.convert_tokens_to_ids(pad)).int() * (1 if kind == "image" else 2)
    with torch.no_grad():
        out = backbone(
            input_ids=ids, mm_token_type_ids=types, **{media[kind]: seen["pixel_values"], f"{kind}_grid_thw": grid}
        ).last_hidden_state[0]
    return torch.stack([out[(ids[0] == tokenizer.convert_tokens_to_ids(token)).nonzero().item()] for token in tokens])
