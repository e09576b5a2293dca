"""Pre-trains plaudit-tiny in the lab: `python -m plaudit.recipes.pretrain_tiny --out FOLDER`, about half an hour.

First the eye alone: from each of the nine image features, linear probes read what is in that cell and which cell it is.
Then, with the eye as it is, the lower half of the language model: at words that refer to something, probes read what
and where it is. Then all of it: at the end of a claim, probes read, further up, what is to be compared, and at the top
whether the claim is true.
Last it talks: it describes, answers and checks claims, and a probe reads at the end of an answer how many faults it
has. The probes are thrown away. Every step shows fresh scenes. What was tried without these parts is in
design/0002-tiny.md. Nothing is read from disk.
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
from functools import partial
from pathlib import Path
from typing import Any

import torch
import tyro
from torch import Tensor, nn
from torch.nn import functional

from plaudit.lab.claims import KINDS
from plaudit.lab.scenes import Scene
from plaudit.lab.twists import Twist, draw_twists
from plaudit.lab.worlds import DETAIL
from plaudit.recipes import _tiny_lessons as lessons
from plaudit.recipes import _tiny_parts as parts
from plaudit.recipes._tiny_lessons import CELLS, Batch, Lesson, Marks, Piece

TALK: tuple[Lesson, ...] = (
    *[lessons.checked] * 4, *[lessons.answered] * 5, *[lessons.talked] * 4, *[lessons.described] * 2, lessons.pointed,
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
    judge: Part = Part(steps=1200)
    talk: Part = Part(steps=1000, lr=1e-3)
    weight_decay: float = 0.05
    seed: int = 0
    every: int = 250
    """Steps between held-out evaluations, each followed by a save."""


Pairs = list[tuple[Scene, list[Twist]]]
"""Scenes with a twist each."""


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
        names = (lessons.TRAITS, lessons.FOUND, lessons.COMPARED, lessons.JUDGED)
        self.seen, *readers = (Probes(width, classes) for classes in names)
        self.layers = self.model.model.language_model.layers
        depths = (len(self.layers) // 2, 2 * len(self.layers) // 3, len(self.layers))
        self.readers = dict(zip(depths, readers, strict=True))
        """Of the hidden states after so many layers."""
        self._hidden: dict[int, Tensor] = {}
        for depth in depths[:-1]:
            self.layers[depth - 1].register_forward_hook(partial(self._tap, depth))

    def _tap(self, depth: int, layer: nn.Module, inputs: Any, output: Tensor) -> None:
        self._hidden[depth] = output

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

    def think(self, batch: Batch, depth: int | None = None) -> dict[int, Tensor]:
        """Hidden states (B, L, D) by how many layers they have passed, up to `depth`; None: all."""
        language, end = self.model.model.language_model, len(self.layers)
        language.layers = self.layers[:depth]
        self._hidden.clear()
        last: Tensor = self.model.model(**batch.inputs).last_hidden_state
        language.layers = self.layers
        return dict(self._hidden) if depth else {**self._hidden, end: last}

    def loss(self, batch: Batch, depth: int | None) -> Tensor:
        """Of the probes up to that depth; for None, of all, and the weighted mean of what is said."""
        hidden = self.think(batch, depth)
        losses = [self.readers[d].loss(hidden_BLD, batch.marks) for d, hidden_BLD in hidden.items()]
        if depth is None:
            losses.append(self._said(batch, hidden[len(self.layers)]))
        return torch.stack(losses).sum()

    def _said(self, batch: Batch, last_BLD: Tensor) -> Tensor:
        at = batch.weights_BL[:, 1:] > 0
        losses_T = functional.cross_entropy(
            self.model.lm_head(last_BLD[:, :-1][at]), batch.inputs["input_ids"][:, 1:][at], reduction="none"
        )
        weights_T = batch.weights_BL[:, 1:][at]
        return (losses_T * weights_T).sum() / weights_T.sum().clamp(min=1)

    @torch.inference_mode()
    def held_out(self, n: int) -> dict[str, dict[str, float]]:
        """Accuracies per kind of claim, on n twists of held-out scenes.

        judged: how often the probe finds the true claim of a twist truer than the false one. true_or_false: how often
        that question is answered rightly, of true and false claims alike.
        """
        rng = random.Random(1)
        found: dict[str, dict[str, list[bool]]] = {"judged": defaultdict(list), "true_or_false": defaultdict(list)}
        for kind in [kind for kind in KINDS for _ in range(0, n, 50)]:
            pairs = [draw_twists(rng, [kind], split="test", extras=8) for _ in range(50)]
            truths = [self._truths(pairs, true) for true in (True, False)]
            found["judged"][kind] += (truths[0] > truths[1]).tolist()
            for true in (True, False):
                found["true_or_false"][kind] += torch.eq(self._verdicts(pairs, true), torch.tensor(true)).tolist()
        return {n: {kind: sum(hits) / len(hits) for kind, hits in kinds.items()} for n, kinds in found.items()}

    def _truths(self, pairs: Pairs, true: bool) -> Tensor:
        """How true the probe finds the claims at their stops (P,), in logits."""
        talks = [[lessons.turn([Piece(DETAIL)], *lessons.stated(scene, twist[true]))] for scene, (twist,) in pairs]
        batch = lessons.collate(self.tokens, [scene for scene, _ in pairs], talks)
        stops_K2 = batch.marks["true"].at_K2[1::2]  # the last word and the stop are marked
        end = len(self.layers)
        logits_K2 = self.readers[end].read("true", self.think(batch)[end], stops_K2)
        return logits_K2[:, 1] - logits_K2[:, 0]

    def _verdicts(self, pairs: Pairs, true: bool) -> Tensor:
        """Whether the claims are said to be true (P,)."""
        talks = [[lessons.verdict(scene, twist[true])] for scene, (twist,) in pairs]
        batch = lessons.collate(self.tokens, [scene for scene, _ in pairs], talks)
        before = batch.weights_BL.argmax(1) - 1
        logits_BV = self.model.lm_head(self.think(batch)[len(self.layers)][torch.arange(len(before)), before])
        yes, no = (self.tokens.encode(word)[0] for word in ("Yes.", "No."))
        return torch.gt(logits_BV[:, yes], logits_BV[:, no])


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
    pupil: Pupil, config: Config, part: Part, kinds: Sequence[Lesson], depth: int | None = None
) -> Iterator[tuple[int, float]]:
    """Trains the language model up to a depth; None: all of it. Gives steps and losses."""
    rng = random.Random(f"{[kind.__name__ for kind in kinds]} {config.seed}")

    def loss_of() -> Tensor:
        drawn = lessons.drawn(rng, part.batch, rng.randint(1, 4))
        talks = [kinds[k % len(kinds)](rng, scene, twists) for k, (scene, twists) in enumerate(drawn)]
        return pupil.loss(lessons.collate(pupil.tokens, [scene for scene, _ in drawn], talks), depth)

    yield from trained(part, [pupil.model, *pupil.readers.values()], config.weight_decay, loss_of)


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
        ("find", config.find, study(pupil, config, config.find, (lessons.pointed,), min(pupil.readers))),
        ("judge", config.judge, study(pupil, config, config.judge, (lessons.checked,))),
        ("talk", config.talk, study(pupil, config, config.talk, TALK)),
    )
    with (config.out / "training_log.jsonl").open("w") as log:
        for name, part, steps in schedule:
            for step, loss in steps:
                last = step == part.steps
                if not last and step % 50:
                    continue
                row: dict[str, Any] = {"part": name, "step": step, "loss": round(loss, 4)}
                row["seconds"] = round(time.monotonic() - start)
                if name in ("judge", "talk") and (last or step % config.every == 0):
                    row |= pupil.held_out(400 if last else 100)
                    parts.save(config.out, pupil.model, pupil.tokens)
                for file in (log, sys.stdout):
                    print(json.dumps(row), file=file, flush=True)


if __name__ == "__main__":
    main(tyro.cli(Config))
