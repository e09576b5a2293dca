"""What `RewardTrainer` costs over a loop written by hand, on the same model and the same batches.

    python -m benchmarks.train_overhead

Both take the same steps (the resulting weights are compared), in turns. Prints the time of a step of each, their ratio,
and what the trainer needs once before its first step.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from contextlib import redirect_stderr
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import torch
import tyro
from transformers import Qwen2Config, Qwen2ForCausalLM, TrainerCallback
from transformers.optimization import get_scheduler

from plaudit.core import Sample, answer, prefer, user
from plaudit.losses.bradley_terry import bradley_terry
from plaudit.models import RewardModel
from plaudit.train import RewardTrainer, TrainConfig
from plaudit.train.order import StepOrder
from plaudit.train.run import arguments
from plaudit.train.targets import targets
from tests.tiny import tiny_tokenizer


@dataclass(kw_only=True)
class Options:
    """What is timed."""

    hidden: int = 128
    """Width of the model."""
    layers: int = 4
    batch_size: int = 8
    """Samples, of two responses each, per step."""
    steps: int = 40
    """Of one timing."""
    rounds: int = 5
    """Timings of each of the two."""
    threads: int = 1


def main(options: Options) -> None:
    """Time both in turns and print the ratio."""
    torch.set_num_threads(options.threads)
    samples = [_sample(i) for i in range(options.batch_size * options.steps)]
    seconds: dict[str, list[float]] = {"by hand": [], "trainer": []}
    with tempfile.TemporaryDirectory() as folder:
        backbone = _backbone(Path(folder) / "backbone", options)
        for _ in range(options.rounds + 1):
            weights = []
            for name, way in (("by hand", _by_hand), ("trainer", _trainer)):
                model = RewardModel.create(backbone)
                called = time.perf_counter()
                begun = way(model, samples, _config(Path(folder) / "run", options))
                seconds[name].append(time.perf_counter() - begun)
                weights.append(torch.cat([p.detach().flatten() for p in model.parameters()]))
            torch.testing.assert_close(*weights, rtol=1e-3, atol=1e-4)
    # The first round warms up
    hand, trainer = (statistics.median(times[1:]) for times in seconds.values())
    ratios = [t / h for h, t in zip(*(times[1:] for times in seconds.values()), strict=True)]
    print(f"{sum(p.numel() for p in model.parameters()):,} parameters, {options.steps} steps of {options.batch_size}")
    print(f"by hand {1000 * hand / options.steps:.1f} ms/step, trainer {1000 * trainer / options.steps:.1f} ms/step")
    print(f"the trainer's start: {begun - called:.2f} s")
    print(f"ratio {statistics.median(ratios):.3f} (from {min(ratios):.3f} to {max(ratios):.3f})")


class _Clock(TrainerCallback):
    begun = 0.0

    def on_train_begin(self, *args: object, **kwargs: object) -> None:
        self.begun = time.perf_counter()


def _trainer(model: RewardModel, samples: list[Sample], config: TrainConfig) -> float:
    clock = _Clock()
    with redirect_stderr(StringIO()):
        RewardTrainer(model, arguments(config), samples, callbacks=[clock]).train()
    return clock.begun


def _by_hand(model: RewardModel, samples: list[Sample], config: TrainConfig) -> float:
    begun = time.perf_counter()
    optimizer = torch.optim.AdamW(model.parameters(), lr=config.lr, weight_decay=0.0)
    steps = config.steps or 0
    schedule = get_scheduler("cosine", optimizer, num_warmup_steps=2, num_training_steps=steps)
    model.train()
    for batch_ids in StepOrder(len(samples), size=config.batch_size, seed=config.seed):
        chosen = [samples[i] for i in batch_ids]
        batch = model.collate(chosen)
        made, _ = targets(chosen, batch.rows)
        scores_R = model(**batch.inputs)[:, 0]
        loss = bradley_terry(scores_R, made.better, made.worse, made.tie, made.strength).mean()
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(model.parameters(), config.max_grad_norm)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
    return begun


def _config(folder: Path, options: Options) -> TrainConfig:
    return TrainConfig(
        output_dir=folder, steps=options.steps, batch_size=options.batch_size, lr=1e-4, warmup=2, save_every=0
    )


def _sample(i: int) -> Sample:
    question = f"Is there a red circle left of the blue square in picture {i}? Describe the scene step by step."
    good, bad = "Yes. There are four shapes. " * (1 + i % 3), "No, there is none. " * (1 + i % 2)
    return Sample(id=str(i), prompt=(user(question),), responses=(answer(good), answer(bad)), labels=(prefer(0, 1),))


def _backbone(folder: Path, options: Options) -> Path:
    tokenizer = tiny_tokenizer()
    config: Any = Qwen2Config(
        vocab_size=len(tokenizer),
        hidden_size=options.hidden,
        intermediate_size=2 * options.hidden,
        num_hidden_layers=options.layers,
        num_attention_heads=4,
        num_key_value_heads=4,
        bos_token_id=None,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    Qwen2ForCausalLM(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


if __name__ == "__main__":
    main(tyro.cli(Options))
