"""The parts of plaudit-tiny before any training: tokeniser, chat template, image processor, random weights."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from pydoc_data.topics import topics

import torch
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
from torch import nn
from transformers import PreTrainedTokenizerFast, Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil

from plaudit.lab.claims import KINDS
from plaudit.lab.render import CELL
from plaudit.lab.scenes import GRID
from plaudit.lab.twists import draw_twists

SPECIAL = (
    "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>",
    "<|vision_pad|>", "<|image_pad|>", "<|video_pad|>",
)  # fmt: skip
VOCABULARY = 2048
PATCH = CELL // 2
WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
"""How text is cut before merging: words with their space, digits one by one (the pattern of the Qwen2 family)."""
TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n"
    "{% if message.content is string %}{{ message.content }}{% else %}{% for part in message.content %}"
    "{% if part.type == 'image' %}<|vision_start|><|image_pad|><|vision_end|>"
    "{% elif part.type == 'video' %}<|vision_start|><|video_pad|><|vision_end|>"
    "{% elif part.type == 'text' %}{{ part.text }}{% endif %}{% endfor %}{% endif %}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def tokenizer(seed: int) -> PreTrainedTokenizerFast:
    """A byte-level BPE of 2,048 tokens: any text can be written; the lab's words are one token each.

    Trained on the lab's sentences and on Python's own help pages, for the common words of English.
    """
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(WORDS), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    bpe.decoder = decoders.ByteLevel()
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY, special_tokens=list(SPECIAL), initial_alphabet=alphabet, show_progress=False
    )
    bpe.train_from_iterator(_texts(seed), trainer)
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=bpe, eos_token="<|im_end|>", pad_token="<|endoftext|>", chat_template=TEMPLATE
    )


def _texts(seed: int) -> Iterator[str]:
    rng = random.Random(seed)
    for _ in range(20_000):
        scene, twists = draw_twists(rng, rng.sample(KINDS, 3), split="pretrain")
        yield scene.description()
        for twist in twists:
            yield f"{twist.true.question} {twist.true}"
    yield "user\nassistant\nsystem\nYes. No. True or false? Is that right?"
    yield "Describe the image in detail. Describe every cell. Write a caption."
    yield from (text for _, text in sorted(topics.items()))


def image_processor() -> Qwen2VLImageProcessorPil:
    """A scene is 84 x 84 pixels and 9 tokens; other images are scaled into 9 to 64 tokens."""
    side = GRID * CELL
    return Qwen2VLImageProcessorPil(
        patch_size=PATCH, merge_size=2, temporal_patch_size=2,
        size={"shortest_edge": side * side, "longest_edge": (8 * CELL) ** 2},
    )  # fmt: skip


def random_model(tokens: PreTrainedTokenizerFast, seed: int) -> Qwen2_5_VLForConditionalGeneration:
    """Two million random parameters in the Qwen2.5-VL architecture."""
    torch.manual_seed(seed)
    ids = {
        "image_token_id": "<|image_pad|>", "video_token_id": "<|video_pad|>",
        "vision_start_token_id": "<|vision_start|>", "vision_end_token_id": "<|vision_end|>",
    }  # fmt: skip
    marks = {"bos_token_id": None, "eos_token_id": tokens.eos_token_id, "pad_token_id": tokens.pad_token_id}
    text = {
        "vocab_size": VOCABULARY, "hidden_size": 128, "intermediate_size": 384, "num_hidden_layers": 6,
        "num_attention_heads": 4, "num_key_value_heads": 2, "max_position_embeddings": 4096,
        "rope_parameters": {"rope_type": "default", "rope_theta": 10_000.0, "mrope_section": [4, 6, 6]},
        "tie_word_embeddings": True,
        **marks,
    }  # fmt: skip
    vision = {
        "depth": 4, "hidden_size": 128, "intermediate_size": 256, "num_heads": 4, "out_hidden_size": 128,
        "patch_size": PATCH, "spatial_merge_size": 2, "temporal_patch_size": 2, "window_size": 16 * PATCH,
        "fullatt_block_indexes": [1, 3],
    }  # fmt: skip
    named = {key: tokens.convert_tokens_to_ids(token) for key, token in ids.items()}
    config = Qwen2_5_VLConfig.from_dict(
        {"text_config": text, "vision_config": vision, "tie_word_embeddings": True, **named, **marks}
    )
    model = Qwen2_5_VLForConditionalGeneration(config)
    for name, weight in model.named_parameters():
        if weight.ndim > 1:  # the architecture's own 0.02 is made for wide models
            nn.init.normal_(weight, std=0.05 if "embed_tokens" in name else weight[0].numel() ** -0.5)
    return model


def save(folder: Path, model: Qwen2_5_VLForConditionalGeneration, tokens: PreTrainedTokenizerFast) -> None:
    """An ordinary model folder, loadable by transformers."""
    model.save_pretrained(folder)
    tokens.save_pretrained(folder)
    image_processor().save_pretrained(folder)
