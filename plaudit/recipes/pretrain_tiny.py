"""Pre-trains plaudit-tiny in the lab: `python -m plaudit.recipes.pretrain_tiny --out FOLDER`, about half an hour.

First the eye alone: from each of the nine image features, linear probes read what is in that cell and which cell it is.
Then, with the eye as it is, the lower half of the language model: at words that refer to something, probes read what
and where it is. Then all of the language model: it describes, answers and checks claims, and probes read at the end of
a claim whether it is true, and at the end of an answer how many faults it has. The probes are thrown away. Every step
shows fresh scenes. What was tried without these parts is in design/0002-tiny.md. Nothing is read from disk.
"""

from __future__ import annotations

import json
import math
import platform
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
import tyro
from torch import Tensor, nn
from torch.nn import functional

from plaudit.lab.claims import KINDS
from plaudit.lab.scenes import Scene
from plaudit.lab.twists import draw_twists
from plaudit.recipes import _tiny_lessons as lessons
from plaudit.recipes import _tiny_parts as parts
from plaudit.recipes._tiny_lessons import CELLS, Batch, Lesson, Marks, Piece

TALK: tuple[Lesson, ...] = (
    *[lessons.checked] * 6, *[lessons.answered] * 4, *[lessons.talked] * 3, *[lessons.described] * 2, lessons.pointed,
)  # fmt: skip
"""What the rows of the last part are, over and over."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of the training: so many steps of so many scenes."""

    steps: int
    batch: int = 16
    lr: float = 1.5e-3
    """Peak learning rate; 100 steps of warm-up, then a cosine to 1 % of it."""

    def rate(self, step: int) -> float:
        """Learning rate of a step, from 1."""
        return self.lr * min(step / 100, 0.01 + 0.99 * (1 + math.cos(math.pi * step / self.steps)) / 2)


@dataclass(frozen=True, kw_only=True)
class Config:
    """How plaudit-tiny is pre-trained."""

    out: Path
    """Folder to write the model, its log and its held-out accuracy to."""
    eye: Part = Part(steps=300, batch=32)
    find: Part = Part(steps=1000, lr=3e-3)
    talk: Part = Part(steps=3000)
    weight_decay: float = 0.05
    seed: int = 0
    every: int = 250
    """Steps between held-out evaluations, each followed by a save."""


class Probes(nn.Module):
    """Linear readings of hidden states of D numbers."""

    def __init__(self, width: int, classes: Mapping[str, int]) -> None:
        super().__init__()
        self.norm = nn.RMSNorm(width)
        self.heads = nn.ModuleDict({name: nn.Linear(width, n) for name, n in classes.items()})

    def loss(self, hidden_BLD: Tensor, marks: Mapping[str, Marks]) -> Tensor:
        """Sum of the mean cross-entropies of what is marked."""
        losses = [
            functional.cross_entropy(self.read(name, hidden_BLD, found.at_K2), found.is_K)
            for name, found in marks.items() if name in self.heads
        ]  # fmt: skip
        return torch.stack(losses).sum() if losses else torch.zeros(())

    def read(self, name: str, hidden_BLD: Tensor, at_K2: Tensor) -> Tensor:
        """Logits (K, classes)."""
        logits: Tensor = self.heads[name](self.norm(hidden_BLD[at_K2[:, 0], at_K2[:, 1]]))
        return logits


class Pupil:
    """The model in training, with its probes."""

    def __init__(self, seed: int) -> None:
        self.tokens = parts.tokenizer(seed)
        self.model = parts.random_model(self.tokens, seed).train()
        width = self.model.lm_head.in_features
        self.seen, self.found = Probes(width, lessons.TRAITS), Probes(width, lessons.FOUND)
        self.judged = Probes(width, lessons.JUDGED)
        self.layers = self.model.model.language_model.layers
        self.half = len(self.layers) // 2
        self._middle = torch.zeros(())
        self.layers[self.half - 1].register_forward_hook(self._tap)

    def _tap(self, layer: nn.Module, inputs: Any, output: Tensor) -> None:
        self._middle = output

    def see(self, scenes: list[Scene]) -> Tensor:
        """Image features (B, cells, D)."""
        inputs = lessons.pixels(scenes)
        features_TD: Tensor = self.model.model.visual(
            inputs["pixel_values"], grid_thw=inputs["image_grid_thw"]
        ).pooler_output
        return features_TD.reshape(len(scenes), CELLS, -1)

    @torch.no_grad()
    def centre(self, scenes: list[Scene]) -> None:
        """Moves and scales image features to mean 0 and deviation 1, in the last layer of the eye; then it is fixed."""
        features_TD = self.see(scenes).flatten(0, 1)
        last = self.model.model.visual.merger.mlp[-1]
        scale = 1 / (features_TD - features_TD.mean(0)).std()
        last.weight.mul_(scale)
        last.bias.sub_(features_TD.mean(0)).mul_(scale)
        self.model.model.visual.requires_grad_(False)

    def think(self, batch: Batch, upper: bool) -> tuple[Tensor, Tensor | None]:
        """Hidden states (B, L, D) after the lower half of the layers, and after all of them if `upper`."""
        language = self.model.model.language_model
        language.layers = self.layers if upper else self.layers[: self.half]
        last: Tensor = self.model.model(**batch.inputs).last_hidden_state
        language.layers = self.layers
        return self._middle, last if upper else None

    def loss(self, batch: Batch, upper: bool) -> Tensor:
        """Of the probes in the middle; if `upper`, of those at the end, and the weighted mean of what is said."""
        middle_BLD, last_BLD = self.think(batch, upper)
        loss = self.found.loss(middle_BLD, batch.marks)
        if last_BLD is None:
            return loss
        at = batch.weights_BL[:, 1:] > 0
        losses_T = functional.cross_entropy(
            self.model.lm_head(last_BLD[:, :-1][at]), batch.inputs["input_ids"][:, 1:][at], reduction="none"
        )
        weights_T = batch.weights_BL[:, 1:][at]
        said = (losses_T * weights_T).sum() / weights_T.sum().clamp(min=1)
        return loss + self.judged.loss(last_BLD, batch.marks) + said

    @torch.inference_mode()
    def held_out(self, n: int) -> dict[str, dict[str, float]]:
        """Accuracies per kind of claim, on n twists of held-out scenes.

        true_or_false: how often that question is answered rightly, of true and false claims alike. judged: how often
        the probe finds the true claim of a twist truer than the false one.
        """
        rng = random.Random(1)
        yes, no = (self.tokens.encode(word)[0] for word in ("Yes.", "No."))
        said: dict[str, list[bool]] = defaultdict(list)
        judged: dict[str, list[bool]] = defaultdict(list)
        for kind in [kind for kind in KINDS for _ in range(0, n, 50)]:
            pairs = [draw_twists(rng, [kind], split="test", extras=8) for _ in range(50)]
            truths = []
            for true in (True, False):
                talks = [[lessons.turn([Piece("True or false?"), *lessons.stated(scene, t[true], lead=" ")],
                                       Piece("Yes.", 1.0))] for scene, (t,) in pairs]  # fmt: skip
                batch = lessons.collate(self.tokens, [scene for scene, _ in pairs], talks)
                _, last_BLD = self.think(batch, upper=True)
                assert last_BLD is not None
                before = batch.weights_BL.argmax(1) - 1
                logits_BV = self.model.lm_head(last_BLD[torch.arange(len(before)), before])
                said[kind] += torch.eq(logits_BV[:, yes] > logits_BV[:, no], torch.tensor(true)).tolist()
                stops_K2 = batch.marks["true"].at_K2[1::2]  # the last word and the stop are marked
                logits_K2 = self.judged.read("true", last_BLD, stops_K2)
                truths.append(logits_K2[:, 1] - logits_K2[:, 0])
            judged[kind] += (truths[0] > truths[1]).tolist()
        return {
            name: {kind: sum(hits) / len(hits) for kind, hits in found.items()}
            for name, found in (("true_or_false", said), ("judged", judged))
        }


def trained(
    part: Part, modules: list[nn.Module], weight_decay: float, loss_of: Callable[[], Tensor]
) -> Iterator[tuple[int, float]]:
    """Takes the steps of a part, with gradients of norm 1 at most. Gives each one's number, from 1, and its loss."""
    parameters = [p for module in modules for p in module.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(parameters, betas=(0.9, 0.98), weight_decay=weight_decay)
    for step in range(1, part.steps + 1):
        loss = loss_of()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.param_groups[0]["lr"] = part.rate(step)
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        yield step, loss.item()


def open_eye(pupil: Pupil, config: Config) -> Iterator[tuple[int, float]]:
    """Trains the vision tower. Gives steps and losses."""
    rng = random.Random(f"eye {config.seed}")

    def loss_of() -> Tensor:
        scenes = [scene for scene, _ in lessons.drawn(rng, config.eye.batch, rng.randint(1, 4))]
        marks = [
            (b, c, name, value) for b, scene in enumerate(scenes) for c in range(CELLS)
            for name, value in (lessons.traits(scene.at(c)) | {"cell": c + 1}).items()
        ]  # fmt: skip
        return pupil.seen.loss(pupil.see(scenes), Marks.of(marks))

    yield from trained(config.eye, [pupil.model.model.visual, pupil.seen], config.weight_decay, loss_of)
    pupil.centre([scene for scene, _ in lessons.drawn(rng, 256, 2)])


def study(
    pupil: Pupil, config: Config, part: Part, kinds: Sequence[Lesson], upper: bool
) -> Iterator[tuple[int, float]]:
    """Trains the lower half of the language model, or all of it. Gives steps and losses."""
    rng = random.Random(f"{'talk' if upper else 'find'} {config.seed}")

    def loss_of() -> Tensor:
        drawn = lessons.drawn(rng, part.batch, rng.randint(1, 4))
        talks = [kinds[k % len(kinds)](rng, scene, twists) for k, (scene, twists) in enumerate(drawn)]
        return pupil.loss(lessons.collate(pupil.tokens, [scene for scene, _ in drawn], talks), upper)

    yield from trained(part, [pupil.model, pupil.found, pupil.judged], config.weight_decay, loss_of)


def main(config: Config) -> None:
    """Trains, evaluates on held-out scenes as it goes, and saves the model with its log and settings."""
    start = time.monotonic()
    config.out.mkdir(parents=True, exist_ok=True)
    settings = {k: v for k, v in asdict(config).items() if k != "out"}
    made = {"recipe": "plaudit.recipes.pretrain_tiny", "python": platform.python_version(), **settings}
    (config.out / "recipe.json").write_text(json.dumps(made, indent=1) + "\n")
    torch.manual_seed(config.seed)
    pupil = Pupil(config.seed)
    schedule = (
        ("eye", config.eye, open_eye(pupil, config)),
        ("find", config.find, study(pupil, config, config.find, (lessons.pointed,), upper=False)),
        ("talk", config.talk, study(pupil, config, config.talk, TALK, upper=True)),
    )
    with (config.out / "training_log.jsonl").open("w") as log:
        for name, part, steps in schedule:
            for step, loss in steps:
                last = step == part.steps
                if not last and step % 50:
                    continue
                row: dict[str, Any] = {"part": name, "step": step, "loss": round(loss, 4)}
                row["seconds"] = round(time.monotonic() - start)
                if name == "talk" and (last or step % config.every == 0):
                    row |= pupil.held_out(400 if last else 100)
                    parts.save(config.out, pupil.model, pupil.tokens)
                for file in (log, sys.stdout):
                    print(json.dumps(row), file=file, flush=True)


if __name__ == "__main__":
    main(tyro.cli(Config))
