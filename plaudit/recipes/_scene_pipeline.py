"""A pixel-space flow-matching pipeline in the form of diffusers: Stable Diffusion 3's transformer, made tiny.

Esser et al. 2024, arXiv:2403.03206. B images of 3 x 28 x 28.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from diffusers import DiffusionPipeline, FlowMatchEulerDiscreteScheduler, SD3Transformer2DModel
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from torch import Tensor
from torch.nn.functional import mse_loss
from transformers import CLIPTextConfig, CLIPTextModel, PreTrainedTokenizerFast

from plaudit.lab.render import CELL
from plaudit.lab.scenes import COLORS, SHAPES, SIZES

WIDTH = 96
WORDS = ("<pad>", "<start>", "<end>", "<other>", "a", *SIZES, *COLORS, *SHAPES)
PAD, START, END, OTHER = range(4)


def word_tokenizer() -> Any:
    """Whole words: "a small red circle" is six tokens with its start and end."""
    tokens = Tokenizer(models.WordLevel({word: k for k, word in enumerate(WORDS)}, unk_token="<other>"))
    tokens.pre_tokenizer = pre_tokenizers.Whitespace()
    tokens.post_processor = processors.TemplateProcessing(
        single="<start> $A <end>", special_tokens=[("<start>", START), ("<end>", END)]
    )
    wrapped: Any = PreTrainedTokenizerFast
    return wrapped(
        tokenizer_object=tokens, pad_token="<pad>", bos_token="<start>", eos_token="<end>", unk_token="<other>",
        model_max_length=8,
    )  # fmt: skip


def text_config(width: int, layers: int) -> dict[str, Any]:
    """Of a CLIP text tower that reads these words."""
    return {
        "vocab_size": len(WORDS), "hidden_size": width, "intermediate_size": 2 * width, "num_hidden_layers": layers,
        "num_attention_heads": 4, "max_position_embeddings": 8, "projection_dim": width,
        "pad_token_id": PAD, "bos_token_id": START, "eos_token_id": END,
    }  # fmt: skip


class ScenePipeline(DiffusionPipeline):
    """Text to pictures of one thing."""

    transformer: Any
    text_encoder: Any
    tokenizer: Any
    scheduler: Any

    def __init__(self, transformer: Any, text_encoder: Any, tokenizer: Any, scheduler: Any) -> None:
        parent: Any = super()
        parent.__init__()
        parent.register_modules(
            transformer=transformer, text_encoder=text_encoder, tokenizer=tokenizer, scheduler=scheduler
        )

    @classmethod
    def untrained(cls, seed: int) -> ScenePipeline:
        """Random weights."""
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            make: Any = SD3Transformer2DModel
            transformer = make(
                sample_size=CELL, patch_size=4, in_channels=3, out_channels=3, num_layers=4, attention_head_dim=24,
                num_attention_heads=4, joint_attention_dim=WIDTH, caption_projection_dim=WIDTH,
                pooled_projection_dim=WIDTH, pos_embed_max_size=CELL // 4,
            )  # fmt: skip
            text_encoder = CLIPTextModel(CLIPTextConfig(**text_config(WIDTH, 1)))
        scheduler: Any = FlowMatchEulerDiscreteScheduler
        return cls(transformer, text_encoder, word_tokenizer(), scheduler())

    @torch.no_grad()
    def __call__(
        self,
        prompt: Sequence[str],
        latents: Tensor,
        num_inference_steps: int = 4,
        output_type: str = "pt",
        return_dict: bool = True,
    ) -> Any:
        """latents: noise (B, 3, 28, 28) -> (pictures in [0, 1],)."""
        words = self.words(prompt)
        self.scheduler.set_timesteps(num_inference_steps)
        for t in self.scheduler.timesteps:
            flow = self.flow(latents, t.expand(len(latents)), words)
            latents = self.scheduler.step(flow, t, latents, return_dict=False)[0]
        return ((latents / 2 + 0.5).clamp(0, 1),)

    def words(self, prompt: Sequence[str]) -> Any:
        """What the text tower makes of prompts."""
        rows = self.tokenizer(list(prompt), padding=True, return_tensors="pt")
        return self.text_encoder(input_ids=rows["input_ids"], attention_mask=rows["attention_mask"])

    def flow(self, x: Tensor, t_B: Tensor, words: Any) -> Tensor:
        """The velocity from picture to noise at times t in 0..1000."""
        out: Tensor = self.transformer(
            x,
            timestep=t_B,
            encoder_hidden_states=words.last_hidden_state,
            pooled_projections=words.pooler_output,
            return_dict=False,
        )[0]
        return out

    def loss(self, pictures: Tensor, prompt: Sequence[str], random: torch.Generator) -> Tensor:
        """Flow matching: at a logit-normal time between picture and noise, the mean square error of the velocity."""
        noise = torch.randn(pictures.shape, generator=random)
        t_B = torch.sigmoid(torch.randn(len(pictures), generator=random))
        at = t_B[:, None, None, None]
        x = pictures * 2 - 1
        return mse_loss(self.flow((1 - at) * x + at * noise, 1000 * t_B, self.words(prompt)), noise - x)
