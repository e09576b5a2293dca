"""One training run in a process of its own: `python -m tests.train.job '{"backbone": ..., "output_dir": ...}'`.

Under torchrun it is one of several. The keys are those of `TrainConfig`, and beside them: backbone (folder), count
(samples), images (their numbers), optim.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from plaudit.models import RewardModel
from plaudit.train import TrainConfig
from plaudit.train.checkpoints import newest
from plaudit.train.run import arguments
from plaudit.train.trainer import RewardTrainer
from tests.train.preferences import preferences


def run(
    backbone: str, output_dir: str, count: int, images: Sequence[int] = (), optim: str = "adamw_torch", **options: Any
) -> RewardTrainer:
    """Train, evaluate, and leave the model in `output_dir/model` and the figures in `output_dir/figures.json`."""
    torch.set_num_threads(1)
    folder = Path(output_dir)
    config = TrainConfig(output_dir=folder, **options)
    args = arguments(config)
    args.optim = optim
    trainer = RewardTrainer(
        RewardModel.create(backbone), args, preferences(count, images=images), preferences(7, start=100)
    )
    checkpoint = newest(folder) if config.resume else None
    trainer.train(resume_from_checkpoint=str(checkpoint) if checkpoint else None)
    predictions = trainer.predict(preferences(5, start=50))  # type: ignore[arg-type]
    figures = {**trainer.evaluate(), "predictions": predictions.predictions.tolist()}  # type: ignore[union-attr]
    trainer.save_model(str(folder / "model"))
    if trainer.is_world_process_zero():
        (folder / "figures.json").write_text(json.dumps(figures))
    return trainer


if __name__ == "__main__":
    run(**json.loads(sys.argv[1]))
