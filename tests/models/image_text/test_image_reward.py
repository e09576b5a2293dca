from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from tokenizers.processors import TemplateProcessing
from torch import Tensor
from torch.nn import functional as F
from transformers import AutoTokenizer

from plaudit.core import CheckpointError, Image, Sample, Unscored, answer, user
from plaudit.models.image_text.image_reward import image_reward
from tests.models.published.checkpoints import values
from tests.tiny import picture, tiny_tokenizer

VISION, TEXT, HEADS, LAYERS, PATCH, EDGE = 128, 32, 4, 2, 16, 48
PICTURES = [picture(EDGE, EDGE, 1), picture(EDGE, EDGE, 2)]
SAMPLE = Sample(id="s", prompt=(user("a red circle"),), responses=tuple(answer(Image(p)) for p in PICTURES))
MLP = {0: (24, TEXT), 2: (16, 24), 4: (12, 16), 6: (8, 12), 7: (1, 8)}


def build(folder: Path) -> Path:
    """As released, but for the pickle: BLIP's two towers, projections that nothing reads, and the head."""
    tokenizer: Any = tiny_tokenizer(None)
    inner: Tokenizer = tokenizer.backend_tokenizer
    ends = [(token, tokenizer.convert_tokens_to_ids(token)) for token in ("<|im_start|>", "<|im_end|>")]
    inner.post_processor = TemplateProcessing(single="<|im_start|> $A <|im_end|>", special_tokens=ends)
    tokenizer.save_pretrained(folder)
    config = {
        "model_type": "bert",
        "vocab_size": len(tokenizer),
        "hidden_size": TEXT,
        "intermediate_size": 64,
        "num_hidden_layers": LAYERS,
        "num_attention_heads": HEADS,
        "hidden_act": "gelu",
        "layer_norm_eps": 1e-12,
        "max_position_embeddings": 64,
        "pad_token_id": tokenizer.pad_token_id,
        "encoder_width": 768,
        "add_cross_attention": True,
    }
    (folder / "config.json").write_text(json.dumps(config))
    save_file(weights(len(tokenizer)), folder / "model.safetensors", metadata={"format": "pt"})
    return folder


def weights(vocabulary: int) -> dict[str, Tensor]:
    shapes: dict[str, tuple[int, ...]] = {
        "cls_token": (1, 1, VISION),
        "pos_embed": (1, (EDGE // PATCH) ** 2 + 1, VISION),
        "patch_embed.proj.weight": (VISION, 3, PATCH, PATCH),
        "patch_embed.proj.bias": (VISION,),
    }
    for n in range(LAYERS):
        sizes = {"attn.qkv": (3 * VISION, VISION), "attn.proj": (VISION, VISION)}
        sizes |= {"mlp.fc1": (96, VISION), "mlp.fc2": (VISION, 96)}
        shapes |= linear({f"blocks.{n}.{name}": size for name, size in sizes.items()})
        shapes |= norm(VISION, f"blocks.{n}.norm1", f"blocks.{n}.norm2")
    shapes |= norm(VISION, "norm")
    vision = {f"blip.visual_encoder.{key}": shape for key, shape in shapes.items()}
    rows = {"word": vocabulary, "position": 64}
    text = {f"embeddings.{kind}_embeddings.weight": (number, TEXT) for kind, number in rows.items()}
    text |= norm(TEXT, "embeddings.LayerNorm")
    for n in range(LAYERS):
        at = f"encoder.layer.{n}"
        for kind, width in (("attention", TEXT), ("crossattention", VISION)):
            sizes = {"self.query": (TEXT, TEXT), "self.key": (TEXT, width), "self.value": (TEXT, width)}
            sizes |= {"output.dense": (TEXT, TEXT)}
            text |= linear({f"{at}.{kind}.{name}": size for name, size in sizes.items()})
            text |= norm(TEXT, f"{at}.{kind}.output.LayerNorm")
        text |= linear({f"{at}.intermediate.dense": (64, TEXT), f"{at}.output.dense": (TEXT, 64)})
        text |= norm(TEXT, f"{at}.output.LayerNorm")
    rest = linear({f"mlp.layers.{n}": shape for n, shape in MLP.items()} | {"blip.vision_proj": (8, VISION)})
    rng = torch.Generator().manual_seed(3)
    every = vision | {f"blip.text_encoder.{key}": shape for key, shape in text.items()} | rest
    made = {key: torch.randn(shape, generator=rng) * 0.2 for key, shape in every.items()}
    return made | {"blip.text_encoder.embeddings.position_ids": torch.arange(64).unsqueeze(0)}


def linear(sizes: dict[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    return {f"{name}.weight": size for name, size in sizes.items()} | {f"{n}.bias": s[:1] for n, s in sizes.items()}


def norm(width: int, *names: str) -> dict[str, tuple[int, ...]]:
    return {f"{name}.{part}": (width,) for name in names for part in ("weight", "bias")}


class Plain:
    """BLIP's two towers in plain PyTorch, written from its paper and names of weights."""

    def __init__(self, held: dict[str, Tensor]) -> None:
        self.held = held

    def linear(self, x: Tensor, name: str) -> Tensor:
        return F.linear(x, self.held[f"{name}.weight"], self.held[f"{name}.bias"])

    def norm(self, x: Tensor, name: str, eps: float) -> Tensor:
        return F.layer_norm(x, x.shape[-1:], self.held[f"{name}.weight"], self.held[f"{name}.bias"], eps)

    def attend(self, q: Tensor, k: Tensor, v: Tensor, heads: int) -> Tensor:
        parts = [x.view(x.shape[0], heads, -1).transpose(0, 1) for x in (q, k, v)]
        weights = torch.softmax(parts[0] @ parts[1].mT / parts[0].shape[-1] ** 0.5, -1)
        return (weights @ parts[2]).transpose(0, 1).flatten(1)

    def vision(self, pixels: Tensor) -> Tensor:
        """pixels (3, H, W) -> (patches + 1, V): a block reads normalised states and adds to them."""
        at = "blip.visual_encoder"
        proj = f"{at}.patch_embed.proj"
        grid = F.conv2d(pixels[None], self.held[f"{proj}.weight"], self.held[f"{proj}.bias"], stride=PATCH)
        x = torch.cat([self.held[f"{at}.cls_token"][0], grid[0].flatten(1).T]) + self.held[f"{at}.pos_embed"][0]
        for n in range(LAYERS):
            block = f"{at}.blocks.{n}"
            q, k, v = self.linear(self.norm(x, f"{block}.norm1", 1e-6), f"{block}.attn.qkv").chunk(3, -1)
            x = x + self.linear(self.attend(q, k, v, VISION // 64), f"{block}.attn.proj")
            inner = F.gelu(self.linear(self.norm(x, f"{block}.norm2", 1e-6), f"{block}.mlp.fc1"))
            x = x + self.linear(inner, f"{block}.mlp.fc2")
        return self.norm(x, f"{at}.norm", 1e-6)

    def text(self, ids: list[int], patches: Tensor) -> Tensor:
        """(L, H): as BERT, with attention to the patches after that to the text; a block normalises what it adds."""
        at = "blip.text_encoder"
        embeddings = [self.held[f"{at}.embeddings.{kind}_embeddings.weight"] for kind in ("word", "position")]
        x = self.norm(embeddings[0][ids] + embeddings[1][: len(ids)], f"{at}.embeddings.LayerNorm", 1e-12)
        for n in range(LAYERS):
            layer = f"{at}.encoder.layer.{n}"
            for kind in ("attention", "crossattention"):
                seen = x if kind == "attention" else patches
                q = self.linear(x, f"{layer}.{kind}.self.query")
                k, v = (self.linear(seen, f"{layer}.{kind}.self.{part}") for part in ("key", "value"))
                added = self.linear(self.attend(q, k, v, HEADS), f"{layer}.{kind}.output.dense")
                x = self.norm(x + added, f"{layer}.{kind}.output.LayerNorm", 1e-12)
            inner = F.gelu(self.linear(x, f"{layer}.intermediate.dense"))
            x = self.norm(x + self.linear(inner, f"{layer}.output.dense"), f"{layer}.output.LayerNorm", 1e-12)
        return x


def reference(folder: Path) -> list[float]:
    """The pictures have the tower's size, so that nothing is resized."""
    plain = Plain(load_file(folder / "model.safetensors"))
    ids = AutoTokenizer.from_pretrained(folder)("a red circle")["input_ids"]
    mean, sd = np.array([0.48145466, 0.4578275, 0.40821073]), np.array([0.26862954, 0.26130258, 0.27577711])
    out = []
    for image in PICTURES:
        pixels = torch.tensor((np.asarray(image) / 255 - mean) / sd, dtype=torch.float32).permute(2, 0, 1)
        x = plain.text(ids, plain.vision(pixels))[0]
        for layer in MLP:
            x = plain.linear(x, f"mlp.layers.{layer}")
        out.append((float(x) - 0.16717362830052426) / 1.0333394966054072)
    return out


def test_a_text_over_the_length_is_cut_and_counted(tmp_path: Path) -> None:
    scorer = image_reward.from_pretrained(build(tmp_path))
    long = Sample(id="s", prompt=(user("three green triangles " * 20),), responses=SAMPLE.responses)
    verdict = scorer.score([long])[0]
    whole = len(scorer.tokenizer(long.asked)["input_ids"])
    assert verdict.usage == {"input_tokens": 35, "cut_tokens": whole - 35} and whole > 35
    assert not any(isinstance(score, Unscored) for score in verdict.scores)


def test_a_text_beside_a_longer_one_scores_as_alone(tmp_path: Path) -> None:
    scorer = image_reward.from_pretrained(build(tmp_path))
    long = Sample(id="l", prompt=(user("What is shown in the picture? It is"),), responses=SAMPLE.responses)
    together = [verdict.get(0) for verdict in scorer.score([SAMPLE, long])]
    assert together == pytest.approx([values(scorer, SAMPLE)[0], values(scorer, long)[0]], abs=1e-5)


def test_weights_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    folder = build(tmp_path)
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"intermediate_size": 63}))
    with pytest.raises(CheckpointError, match="do not fit"):
        image_reward.from_pretrained(folder)
