"""What is needed of an image generator. B images of C channels and H x W pixels."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from typing import Protocol

import PIL.Image
import torch
from torch import Tensor

from plaudit.core import Image, Sample, UsageError


class Painter(Protocol):
    """Makes pictures from noise; it draws no random numbers of its own, so the same noise gives the same picture."""

    @property
    def name(self) -> str:
        """Which generator it is, for `Response.source`."""
        ...

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the noise of one picture."""
        ...

    def paint(self, prompts: Sequence[str], noise: Tensor) -> Tensor:
        """Standard normal noise (B, *shape) -> pictures (B, C, H, W) in [0, 1], with gradients to the noise."""
        ...


def prompt_text(sample: Sample) -> str:
    """What a painter is asked for: the text of the prompt's user turns, one line each. Raises UsageError for none."""
    if not sample.asked:
        raise UsageError(f"the prompt of sample {sample.id!r} has no text to paint", remedy="Give it some.")
    return sample.asked


def seeded_noise(shape: Sequence[int], seed: int, sample: Sample) -> Tensor:
    """Standard normal numbers of a seed and a sample's id: the same on every device, others for another sample."""
    key = hashlib.sha256(f"{seed} {sample.id}".encode()).digest()
    return torch.randn(tuple(shape), generator=torch.Generator().manual_seed(int.from_bytes(key[:8])))


def as_image(pixels_CHW: Tensor) -> Image:
    """A picture in [0, 1] as an `Image` of PNG bytes, rounded to 8 bits."""
    array = (pixels_CHW.detach().float().clamp(0, 1) * 255).round().to(torch.uint8).permute(1, 2, 0).cpu().numpy()
    buffer = io.BytesIO()
    PIL.Image.fromarray(array.squeeze(-1) if array.shape[-1] == 1 else array).save(buffer, "PNG")
    return Image(buffer.getvalue())
