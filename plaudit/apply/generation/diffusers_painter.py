"""A pipeline of diffusers as a `Painter`."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any

from torch import Tensor

from plaudit.core import UsageError


class DiffusersPainter:
    """Runs a pipeline's own code, with gradients: the call it decorates with `no_grad` is unwrapped.

    Any pipeline does that takes `latents` and starts from standard normal ones: Stable Diffusion 1 to 3, SDXL, Sana,
    PixArt, Flux (say `shape`). Use few steps: every step's activations are kept.
    """

    def __init__(self, pipeline: Any, *, shape: Sequence[int] | None = None, **options: Any) -> None:
        """pipeline: an object of diffusers, in evaluation mode, without safety checker, on its device.

        shape: of one picture's latents; None: the denoiser's channels and sample size. options: for every call, such as
        num_inference_steps and guidance_scale. Raises UsageError for a pipeline that takes no latents.
        """
        self._call = inspect.unwrap(type(pipeline).__call__)
        parameters = inspect.signature(self._call).parameters
        if missing := sorted({"prompt", "latents", "output_type", *options} - parameters.keys()):
            what = f"{type(pipeline).__name__} takes no {' and no '.join(missing)}"
            raise UsageError(what, remedy="Use a text-to-image pipeline that starts from given latents.")
        self.pipeline, self._options = pipeline, options
        self.shape = tuple(shape) if shape is not None else _latent_shape(pipeline)
        for module in pipeline.components.values():
            if hasattr(module, "requires_grad_"):
                module.requires_grad_(False)
        pipeline.set_progress_bar_config(disable=True)

    @property
    def name(self) -> str:
        """The pipeline's folder or Hub id, or its class."""
        return str(self.pipeline.config.get("_name_or_path") or type(self.pipeline).__name__)

    def paint(self, prompts: Sequence[str], noise: Tensor) -> Tensor:
        """Noise (B, *shape) -> pictures (B, C, H, W) in [0, 1]."""
        latents = noise.to(self.pipeline.device, self.pipeline.dtype)
        out = self._call(
            self.pipeline, prompt=list(prompts), latents=latents, output_type="pt", return_dict=False, **self._options
        )
        pictures: Tensor = out[0]
        return pictures


def _latent_shape(pipeline: Any) -> tuple[int, ...]:
    denoiser = pipeline.components.get("transformer") or pipeline.components["unet"]
    size = denoiser.config.sample_size
    high, wide = (size, size) if isinstance(size, int) else size
    return int(denoiser.config.in_channels), int(high), int(wide)
