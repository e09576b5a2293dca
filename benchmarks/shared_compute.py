"""What sharing the prompt gives: the responses of a sample in one row, beside a padded row for each.

python -m benchmarks.shared_compute [--quick] [--rounds 3] [--json PATH]

A Qwen2.5-VL with random weights takes in a prompt with an image and N responses, from samples to scores ("score") or to
gradients ("train"), pixels and collation included. Every round runs all executions in turn, in one process, so that a
busy moment hits all alike; ratios are taken within a round, and medians over rounds are shown. The ratio of operations
is what torch counts in a forward pass, attention included, with causal attention counted whole; it does not depend on
the machine. Scores are checked to be the same first.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import torch
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode
from transformers import AutoConfig, Qwen2_5_VLForConditionalGeneration

from plaudit.core import Image, Sample, answer, user
from plaudit.models import RewardModel
from plaudit.models.branch_attention import Execution
from plaudit.models.family import quiet
from tests.tiny import picture, tiny_qwen2_5_vl

EXECUTIONS: tuple[Execution, ...] = ("split", "pack")
GRID = [(256, 32), (576, 64), (1024, 32)]
"""Words of the prompt, image included, and of a response; the tokens are counted."""
QUICK = [(64, 8)]


def main() -> None:
    """Time, print and store."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--quick", action="store_true", help="a small model and one prompt, in seconds")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--json", type=Path, help="where to write the rows")
    chosen = options.parse_args()
    rows = []
    with TemporaryDirectory() as folder:
        model = RewardModel.create(backbone(Path(folder), width=64 if chosen.quick else 384))
    print(f"{sum(p.numel() for p in model.parameters()):,} parameters, {torch.get_num_threads()} threads")
    for prompt, response in QUICK if chosen.quick else GRID:
        for mode, counts in (("score", (2, 8, 32)), ("train", (2, 8))):
            for n in counts:
                for row in compared(model, mode, sample(prompt, response, n), chosen.rounds):
                    rows.append(row)
                    print(", ".join(f"{key} {value}" for key, value in row.items()), flush=True)
    if chosen.json:
        chosen.json.write_text(json.dumps(rows, indent=2) + "\n")


def compared(model: RewardModel, mode: str, shown: Sample, rounds: int) -> Iterator[dict[str, Any]]:
    """A row per execution: mode, execution, against, prefix and response in tokens, n, speedup, flop_ratio, seconds."""
    every: tuple[Execution, ...] = ("separate", *EXECUTIONS)
    scores = {}
    operations = {}
    for execution in every:
        model.execution = execution
        with sdpa_kernel(SDPBackend.MATH), FlopCounterMode(display=False) as counter, torch.no_grad():
            scores[execution] = model(**model.eval().collate([shown]).inputs)
        operations[execution] = counter.get_total_flops()
    times: dict[str, list[float]] = {execution: [] for execution in every}
    for _ in range(rounds):
        for execution in every:
            model.execution = execution
            times[execution].append(seconds(model, mode, shown))
    model.execution = "split"
    lengths = model.collate([shown]).inputs["segments"][:, 1].tolist()
    for execution in EXECUTIONS:
        torch.testing.assert_close(scores[execution], scores["separate"], rtol=0, atol=1e-4)
        ratios = [a / b for a, b in zip(times["separate"], times[execution], strict=True)]
        yield {
            "mode": mode,
            "execution": execution,
            "against": "separate",
            "prefix": lengths[0],
            "response": round(sum(lengths[1:]) / len(lengths[1:])),
            "n": len(shown.responses),
            "speedup": round(median(ratios), 2),
            "flop_ratio": round(operations["separate"] / operations[execution], 2),
            "seconds": round(median(times[execution]), 3),
        }


def seconds(model: RewardModel, mode: str, shown: Sample) -> float:
    """From a sample to its scores, or to gradients."""
    training = mode == "train"
    model.train(training)
    begun = time.perf_counter()
    with torch.set_grad_enabled(training):
        scores = model(**model.collate([shown]).inputs)
    if training:
        torch.autograd.backward(scores.square().sum())
        model.zero_grad()
    return time.perf_counter() - begun


def sample(prompt: int, response: int, n: int) -> Sample:
    """About so many words each; an image of 100 tokens is among those of a long prompt, and of 9 of a short one's."""
    side = 280 if prompt > 200 else 84
    words = prompt - (side // 28) ** 2
    said = [" ".join([str(k), *["shapes"] * (response - k % 5)]) for k in range(n)]
    asked = user(Image(picture(side, side)), " ".join(["image"] * words))
    return Sample(id="s", prompt=(asked,), responses=tuple(map(answer, said)))


def backbone(folder: Path, width: int) -> Path:
    """A Qwen2.5-VL of this width with random weights."""
    tiny_qwen2_5_vl(folder)
    heads = width // 32
    shape = json.loads((folder / "config.json").read_text())
    del shape["text_config"]["layer_types"]
    shape["text_config"] |= {"hidden_size": width, "intermediate_size": 3 * width, "num_hidden_layers": 6}
    shape["text_config"] |= {"num_attention_heads": heads, "num_key_value_heads": heads // 2}
    shape["text_config"]["rope_parameters"] |= {"mrope_section": [4, 6, 6]}
    shape["vision_config"] |= {"hidden_size": width // 2, "intermediate_size": 2 * width, "num_heads": heads // 2}
    shape["vision_config"] |= {"out_hidden_size": width, "depth": 4}
    (folder / "config.json").write_text(json.dumps(shape))
    torch.manual_seed(0)
    with quiet():
        Qwen2_5_VLForConditionalGeneration(AutoConfig.from_pretrained(folder)).save_pretrained(folder)
    return folder


if __name__ == "__main__":
    main()
