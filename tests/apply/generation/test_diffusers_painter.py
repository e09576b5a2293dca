"""Tiny pipelines of diffusers with random weights."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from diffusers import (
    AutoencoderKL,
    DDIMScheduler,
    DDPMPipeline,
    FlowMatchEulerDiscreteScheduler,
    SD3Transformer2DModel,
    StableDiffusion3Pipeline,
    StableDiffusionPipeline,
    UNet2DConditionModel,
    UNet2DModel,
)
from torch import Tensor
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

from plaudit.apply.generation import NoiseConfig, best_of_seeds, noise_optimisation
from plaudit.apply.generation.diffusers_painter import DiffusersPainter
from plaudit.core import Sample, UsageError, user
from tests.apply.generation.toys import Brightness
from tests.tiny import tiny_tokenizer

PROMPTS = ["a red circle", "three green triangles"]


def normal(shape: tuple[int, ...], seed: int) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def text_tower(model_class: Any) -> Any:
    tokenizer = tiny_tokenizer(None)
    config = CLIPTextConfig(
        vocab_size=len(tokenizer), hidden_size=16, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2,
        projection_dim=16, max_position_embeddings=24, eos_token_id=tokenizer.eos_token_id,
        bos_token_id=None, pad_token_id=tokenizer.pad_token_id,
    )  # fmt: skip
    return model_class(config).eval()


def tokenizer() -> Any:
    made = tiny_tokenizer(None)
    made.model_max_length = 24
    return made


def autoencoder() -> Any:
    make: Any = AutoencoderKL
    return make(
        block_out_channels=(8, 8),
        down_block_types=("DownEncoderBlock2D",) * 2,
        up_block_types=("UpDecoderBlock2D",) * 2,
        norm_num_groups=4,
        latent_channels=4,
        sample_size=16,
        shift_factor=0.0,
    ).eval()


@pytest.fixture(scope="module")
def stable_diffusion() -> Any:
    torch.manual_seed(0)
    unet: Any = UNet2DConditionModel
    ddim: Any = DDIMScheduler
    make: Any = StableDiffusionPipeline
    return make(
        vae=autoencoder(), text_encoder=text_tower(CLIPTextModel), tokenizer=tokenizer(),
        scheduler=ddim(steps_offset=1, clip_sample=False),
        unet=unet(
            sample_size=8, block_out_channels=(8, 16), cross_attention_dim=16, norm_num_groups=4, layers_per_block=1,
            attention_head_dim=4, down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
            up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        ).eval(),
        safety_checker=None, feature_extractor=None, requires_safety_checker=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def stable_diffusion_3() -> Any:
    torch.manual_seed(0)
    transformer: Any = SD3Transformer2DModel
    make: Any = StableDiffusion3Pipeline
    return make(
        vae=autoencoder(), scheduler=FlowMatchEulerDiscreteScheduler(),
        transformer=transformer(
            sample_size=8, patch_size=2, in_channels=4, out_channels=4, num_layers=2, attention_head_dim=8,
            num_attention_heads=2, joint_attention_dim=32, caption_projection_dim=16, pooled_projection_dim=32,
            pos_embed_max_size=8,
        ).eval(),
        text_encoder=text_tower(CLIPTextModelWithProjection), tokenizer=tokenizer(),
        text_encoder_2=text_tower(CLIPTextModelWithProjection), tokenizer_2=tokenizer(),
        text_encoder_3=None, tokenizer_3=None,
    )  # fmt: skip


@pytest.fixture(params=["stable_diffusion", "stable_diffusion_3"])
def painter(request: pytest.FixtureRequest) -> DiffusersPainter:
    options = {"num_inference_steps": 2, "guidance_scale": 1.5}
    return DiffusersPainter(request.getfixturevalue(request.param), **options)


def test_pictures_are_those_that_the_pipeline_paints(painter: DiffusersPainter) -> None:
    noise = torch.stack([normal(painter.shape, seed) for seed in (0, 1)])
    found = painter.paint(PROMPTS, noise)
    expected = painter.pipeline(
        PROMPTS, latents=noise, num_inference_steps=2, guidance_scale=1.5, output_type="pt", return_dict=False
    )[0]
    assert painter.shape == (4, 8, 8)
    assert found.shape == (2, 3, 16, 16)
    assert 0 <= found.min() < found.max() <= 1
    assert torch.equal(found, expected)


def test_gradients_reach_the_noise_and_agree_with_finite_differences(painter: DiffusersPainter) -> None:
    painter.pipeline.to(torch.float64)
    noise = torch.stack([normal(painter.shape, seed) for seed in (0, 1)]).double().requires_grad_()
    (gradient,) = torch.autograd.grad((painter.paint(PROMPTS, noise) ** 2).sum(), noise)
    way = normal(noise.shape, 2).double()
    with torch.no_grad():
        up, down = ((painter.paint(PROMPTS, noise + sign * 1e-5 * way) ** 2).sum() for sign in (1, -1))
    painter.pipeline.to(torch.float32)
    assert float((up - down) / 2e-5) == pytest.approx(float((gradient * way).sum()), rel=1e-3)
    assert float(gradient.norm()) > 0


def test_noise_is_optimised_through_a_pipeline(painter: DiffusersPainter) -> None:
    sample = Sample(id="s", prompt=(user("a bright thing"),))
    (found,) = noise_optimisation(Brightness(), painter, [sample], config=NoiseConfig(steps=4))
    assert found.rewards[found.best] > found.rewards[0]
    (chosen,) = best_of_seeds(Brightness(), painter, [sample], seeds=[0, 1])
    assert chosen.sample.responses[0].parts == found.sample.responses[0].parts


def test_a_pipeline_without_latents_is_refused() -> None:
    unet: Any = UNet2DModel
    small = unet(sample_size=8, block_out_channels=(8, 8), norm_num_groups=4, layers_per_block=1,
                 down_block_types=("DownBlock2D",) * 2, up_block_types=("UpBlock2D",) * 2)  # fmt: skip
    make: Any = DDPMPipeline
    with pytest.raises(UsageError, match="DDPMPipeline takes no latents and no prompt"):
        DiffusersPainter(make(small, DDIMScheduler()))


def test_an_option_that_the_pipeline_does_not_have(stable_diffusion: Any) -> None:
    with pytest.raises(UsageError, match="takes no stepss"):
        DiffusersPainter(stable_diffusion, stepss=2)
