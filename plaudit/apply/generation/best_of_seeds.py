"""Best-of-n for pictures: one per seed, and the one that a scorer likes most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import torch

from plaudit.apply.best_of_n import Choice, best_of_n
from plaudit.apply.generation.painter import Painter, as_image, prompt_text, seeded_noise
from plaudit.core import Response, Sample, Scorer, UsageError, answer


def best_of_seeds(
    scorer: Scorer,
    painter: Painter,
    samples: Sequence[Sample],
    *,
    seeds: Sequence[int],
    batch_size: int = 16,
    run_path: Path | str | None = None,
) -> list[Choice]:
    """The best of one picture per seed for every prompt, in order; `Choice.sample` holds all of them.

    Responses that a sample has already are set aside. The noise follows from the seed and the sample's id.
    batch_size: pictures made at once; it changes no picture. run_path: where the verdicts are kept.
    Raises UsageError without seeds or for a seed given twice, and for a prompt without text.
    """
    if not seeds or len(set(seeds)) < len(seeds):
        raise UsageError(f"{list(seeds)} are no seeds to choose among", remedy="Give one or more, each once.")
    made = _pictures(painter, [(sample, seed) for sample in samples for seed in seeds], batch_size)
    painted = [replace(sample.take([]), responses=tuple(next(made) for _ in seeds)) for sample in samples]
    return best_of_n(scorer, painted, run_path=run_path)


@torch.no_grad()  # not inference_mode: what a pipeline caches must serve noise optimisation too
def _pictures(painter: Painter, wanted: Sequence[tuple[Sample, int]], batch_size: int) -> Iterator[Response]:
    for at in range(0, len(wanted), batch_size):
        batch = wanted[at : at + batch_size]
        noise = torch.stack([seeded_noise(painter.shape, seed, sample) for sample, seed in batch])
        pictures = painter.paint([prompt_text(sample) for sample, _ in batch], noise)
        for (_, seed), pixels in zip(batch, pictures, strict=True):
            yield answer(as_image(pixels), source=f"{painter.name} seed {seed}")
