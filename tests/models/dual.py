"""Tiny dual encoders with random weights, as complete folders."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tokenizers import Tokenizer
from tokenizers.processors import TemplateProcessing
from transformers import CLIPConfig, CLIPModel, SiglipConfig, SiglipModel
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil
from transformers.models.siglip.image_processing_pil_siglip import SiglipImageProcessorPil

from tests.tiny import save, tiny_tokenizer

LENGTH = 16
"""Tokens of the longest text."""
TOWER = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4}
VISION = {**TOWER, "image_size": 24, "patch_size": 8}


def tiny_clip(folder: Path, seed: int = 0) -> Path:
    """Shorter side to 24 pixels, middle cut out; a text is read at its end token, and padded with another."""
    tokenizer = clip_tokenizer()
    text = {**TOWER, **_ids(tokenizer)}
    config = CLIPConfig(text_config=text, vision_config={**VISION, "projection_dim": 16}, projection_dim=16)
    size = {"size": {"shortest_edge": 24}, "crop_size": {"height": 24, "width": 24}}
    return _save(folder, CLIPModel, config, tokenizer, CLIPImageProcessorPil(**size), seed)  # type: ignore[no-untyped-call]


def tiny_siglip(folder: Path, seed: int = 0) -> Path:
    """Squeezed to 24 x 24; a text is read at its last position, so it is always padded to full length."""
    tokenizer = clip_tokenizer(pad="<|im_end|>")
    config = SiglipConfig(text_config={**TOWER, **_ids(tokenizer), "projection_size": 32}, vision_config=VISION)
    processor = SiglipImageProcessorPil(size={"height": 24, "width": 24})  # type: ignore[no-untyped-call]
    return _save(folder, SiglipModel, config, tokenizer, processor, seed)


def clip_tokenizer(*, pad: str = "<|endoftext|>") -> Any:
    """It ends a text, and begins it with nothing."""
    tokenizer = tiny_tokenizer(None, pad=pad)
    inner: Tokenizer = tokenizer.backend_tokenizer
    end = [("<|im_end|>", tokenizer.eos_token_id)]
    inner.post_processor = TemplateProcessing(single="$A <|im_end|>", special_tokens=end)
    return tokenizer


def _ids(tokenizer: Any) -> dict[str, Any]:
    return {
        "vocab_size": len(tokenizer),
        "max_position_embeddings": LENGTH,
        "eos_token_id": tokenizer.eos_token_id,
        "pad_token_id": tokenizer.pad_token_id,
        "bos_token_id": None,
    }


def _save(folder: Path, model_class: Any, config: Any, tokenizer: Any, processor: Any, seed: int) -> Path:
    processor.save_pretrained(folder)
    return save(folder, model_class, config, tokenizer, seed)
