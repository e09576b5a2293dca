from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import AutoTokenizer

from plaudit.core import CheckpointError, Image, Sample, answer, user
from plaudit.load import load_scorer
from tests.models.dual import LENGTH, clip_tokenizer
from tests.models.published.checkpoints import values
from tests.tiny import picture

WIDTH, PATCH, EDGE, LAYERS, JOINT = 32, 8, 24, 2, 16
PICTURES = [picture(EDGE, EDGE, 1), picture(EDGE, EDGE, 2)]
SAMPLE = Sample(id="s", prompt=(user("a star"),), responses=tuple(answer(Image(p)) for p in PICTURES))
OPTIONS = {"formula": "hpsv2"}


def build(folder: Path, **changes: Any) -> Path:
    """HPSv2's keys, with the config that OpenCLIP gives beside them."""
    tokenizer = clip_tokenizer()
    tokenizer.save_pretrained(folder)
    vision = {"image_size": EDGE, "layers": LAYERS, "width": WIDTH, "head_width": 8, "patch_size": PATCH}
    text = {"context_length": LENGTH, "vocab_size": len(tokenizer), "width": WIDTH, "heads": 4, "layers": LAYERS}
    config = {"model_cfg": {"embed_dim": JOINT, "vision_cfg": vision, "text_cfg": text | changes}}
    (folder / "open_clip_config.json").write_text(json.dumps(config))
    torch.manual_seed(0)
    shapes: dict[str, tuple[int, ...]] = {
        "visual.class_embedding": (WIDTH,),
        "visual.positional_embedding": ((EDGE // PATCH) ** 2 + 1, WIDTH),
        "visual.conv1.weight": (WIDTH, 3, PATCH, PATCH),
        "visual.proj": (WIDTH, JOINT),
        "token_embedding.weight": (len(tokenizer), WIDTH),
        "positional_embedding": (LENGTH, WIDTH),
        "text_projection": (WIDTH, JOINT),
        "logit_scale": (),
    }
    for name in ("visual.ln_pre", "visual.ln_post", "ln_final"):
        shapes |= {f"{name}.{part}": (WIDTH,) for part in ("weight", "bias")}
    block = nn.TransformerEncoderLayer(WIDTH, 4)  # its attention's weights have the names and shapes of OpenCLIP's
    sizes = {f"attn.{key}": tuple(tensor.shape) for key, tensor in block.self_attn.state_dict().items()}
    sizes |= {"mlp.c_fc.weight": (4 * WIDTH, WIDTH), "mlp.c_fc.bias": (4 * WIDTH,)}
    sizes |= {"mlp.c_proj.weight": (WIDTH, 4 * WIDTH), "mlp.c_proj.bias": (WIDTH,)}
    sizes |= {f"ln_{n}.{part}": (WIDTH,) for n in (1, 2) for part in ("weight", "bias")}
    for tower in ("visual.transformer", "transformer"):
        for n in range(LAYERS):
            shapes |= {f"{tower}.resblocks.{n}.{name}": size for name, size in sizes.items()}
    rng = torch.Generator().manual_seed(5)
    held = {key: torch.randn(shape, generator=rng) * 0.3 for key, shape in shapes.items()}
    save_file(held, folder / "model.safetensors", metadata={"format": "pt"})
    return folder


def blocks(held: dict[str, Tensor], tower: str, x: Tensor, heads: int, causal: bool) -> Tensor:
    """x (L, width): each block reads normalised states and adds to them."""
    mask = torch.full((len(x), len(x)), -torch.inf).triu(1) if causal else None
    for n in range(LAYERS):
        at = f"{tower}.resblocks.{n}"

        def part(name: str, at: str = at) -> tuple[Tensor, Tensor]:
            return held[f"{at}.{name}.weight"], held[f"{at}.{name}.bias"]

        attention = nn.MultiheadAttention(WIDTH, heads, batch_first=True)
        own = {key.removeprefix(f"{at}.attn."): held[key] for key in held if key.startswith(f"{at}.attn.")}
        attention.load_state_dict(own)
        y = F.layer_norm(x, (WIDTH,), *part("ln_1"))[None]
        x = x + attention(y, y, y, need_weights=False, attn_mask=mask)[0][0]
        inner = F.gelu(F.linear(F.layer_norm(x, (WIDTH,), *part("ln_2")), *part("mlp.c_fc")))
        x = x + F.linear(inner, *part("mlp.c_proj"))
    return x


@torch.no_grad()
def reference(folder: Path) -> list[float]:
    """The cosine; the text is read at its greatest id, which in CLIP's own vocabulary is the token that ends it."""
    held = load_file(folder / "model.safetensors")

    def norm(x: Tensor, name: str) -> Tensor:
        return F.layer_norm(x, (WIDTH,), held[f"{name}.weight"], held[f"{name}.bias"])

    ids = AutoTokenizer.from_pretrained(folder)("a star")["input_ids"]
    x = held["token_embedding.weight"][ids] + held["positional_embedding"][: len(ids)]
    text = (
        norm(blocks(held, "transformer", x, 4, causal=True), "ln_final")[int(np.argmax(ids))] @ held["text_projection"]
    )
    mean, sd = np.array([0.48145466, 0.4578275, 0.40821073]), np.array([0.26862954, 0.26130258, 0.27577711])
    out = []
    for image in PICTURES:
        pixels = torch.tensor((np.asarray(image) / 255 - mean) / sd, dtype=torch.float32).permute(2, 0, 1)
        grid = F.conv2d(pixels[None], held["visual.conv1.weight"], stride=PATCH)[0].flatten(1).T
        x = torch.cat([held["visual.class_embedding"][None], grid]) + held["visual.positional_embedding"]
        x = blocks(held, "visual.transformer", norm(x, "visual.ln_pre"), WIDTH // 8, causal=False)
        seen = norm(x[0], "visual.ln_post") @ held["visual.proj"]
        out.append(float(F.cosine_similarity(seen, text, dim=0)))
    return out


def test_the_folder_s_word_opens_it(tmp_path: Path) -> None:
    folder = build(tmp_path)
    scale = float(load_file(folder / "model.safetensors")["logit_scale"].exp())
    scorer = load_scorer(f"{folder}?formula=pickscore")
    assert values(scorer, SAMPLE) == pytest.approx([scale * cosine for cosine in reference(folder)], abs=1e-4)


def test_weights_that_do_not_fit_their_config_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"open_clip_config\.json do not fit"):
        load_scorer(f"{build(tmp_path, layers=1)}?formula=hpsv2")
