"""Pre-trains plaudit-tiny in the lab: `python -m plaudit.recipes.pretrain_tiny --out FOLDER`, about an hour.

First the eye alone: from each of the nine image features, linear probes name what is in that cell and which cell it is.
Then the language model, with the eye as it is: it names every cell, and then talks, which is to look things up, and to
ask for, check and grade claims. Every step shows fresh scenes. Without the first part the language model finds no use
for the picture, and its features blow up to a constant (design/0002-tiny.md). Nothing is read from disk.
"""

from __future__ import annotations

import json
import math
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
import tyro
from torch import nn
from torch.nn import functional
from transformers import PreTrainedTokenizerFast, Qwen2_5_VLForConditionalGeneration

from plaudit.lab.claims import BESIDE, KINDS, Relates
from plaudit.lab.render import draw
from plaudit.lab.scenes import COLORS, DIGITS, GRID, PLACES, SHAPES, SIZES, Scene, Split
from plaudit.lab.twists import Twist, draw_twists
from plaudit.recipes import _tiny_parts as parts

CELLS = GRID * GRID
EYE = "<|vision_start|>" + "<|image_pad|>" * CELLS + "<|vision_end|>"
Turn = tuple[str, str, float]
"""(what the user says, what the assistant says, weight of the assistant's tokens in the loss)."""


@dataclass(frozen=True, kw_only=True)
class Config:
    """How plaudit-tiny is pre-trained."""

    out: Path
    """Folder to write the model, its log and its held-out accuracy to."""
    eye_steps: int = 300
    """Steps of the eye alone."""
    name_steps: int = 400
    """Steps of naming every cell."""
    talk_steps: int = 2200
    """Steps of talk, in which one row in eight still names every cell."""
    batch: int = 32
    """Scenes per step."""
    lr: float = 1.5e-3
    """Peak learning rate of each of the three; 100 steps of warm-up, then a cosine to 1 % of it."""
    weight_decay: float = 0.05
    seed: int = 0
    every: int = 250
    """Steps between held-out evaluations, each followed by a save."""


def described(scene: Scene) -> list[Turn]:
    """Every cell by name."""
    return [("Describe every cell.", scene.description(), 1.0)]


def looked_up(rng: random.Random, scene: Scene) -> Turn:
    """What is where: the two halves of a relation."""
    cell, thing = rng.randrange(CELLS), rng.choice(scene.things)
    if rng.random() < 0.5:
        found = scene.at(cell)
        return f"What is in the {PLACES[cell]}?", f"A {found}." if found else "Nothing.", 1.0
    return f"Where is the {thing.look}?", f"In the {PLACES[thing.cell]}.", 1.0


def related(rng: random.Random, scene: Scene) -> list[Twist]:
    """A relation between two objects of the scene, against its opposite; none in a scene of one object."""
    if len(scene.things) < 2:
        return []
    a, b = rng.sample(scene.things, 2)
    sides = list(BESIDE)
    true = rng.choice([k for k, side in enumerate(sides) if BESIDE[side](a, b)])
    return [Twist(*(Relates(a.look, sides[k], b.look) for k in (true, true ^ 1)))]


def conversation(rng: random.Random, scene: Scene, twists: list[Twist]) -> list[Turn]:
    """Things looked up; claims asked for, checked and graded; now and then a whole answer."""
    turns: list[Turn] = [looked_up(rng, scene) for _ in range(2)]
    for twist in related(rng, scene) + twists:
        true = rng.random() < 0.5
        verdict, claim = ("Yes." if true else "No."), twist[true]
        form = rng.random()
        if form < 0.4:
            turns.append((twist.true.question, str(twist.true), 1.0))
        elif form < 0.75:
            turns.append((f"True or false? {claim}", verdict, 2.0))
        else:
            turns += [(claim.question, str(claim), 1.0 if true else 0.0), ("Is that right?", verdict, 2.0)]
    if rng.random() < 0.2:
        turns.append(("Describe the image in detail.", " ".join(str(t.true) for t in twists), 1.0))
    return turns


def encode(tokens: PreTrainedTokenizerFast, turns: list[Turn]) -> tuple[list[int], list[float]]:
    """Token ids, and each token's weight as a target; the image stands before the first question."""
    ids: list[int] = []
    weights: list[float] = []
    for k, (question, reply, weight) in enumerate(turns):
        asked = f"<|im_start|>user\n{EYE if k == 0 else ''}{question}<|im_end|>\n<|im_start|>assistant\n"
        said = f"{reply}<|im_end|>"
        for text, w in ((asked, 0.0), (said, weight), ("\n", 0.0)):
            piece = tokens.encode(text)
            ids += piece
            weights += [w] * len(piece)
    return ids, weights


def drawn(rng: random.Random, n: int, twists: int) -> list[tuple[Scene, list[Twist]]]:
    """Scenes for pre-training, each with so many twists of different kinds."""
    return [draw_twists(rng, rng.sample(KINDS, twists), split="pretrain") for _ in range(n)]


def pixels(scenes: list[Scene]) -> dict[str, torch.Tensor]:
    """pixel_values (patches, 1176) and image_grid_thw (B, 3)."""
    return dict(parts.image_processor()(images=[draw(s) for s in scenes], return_tensors="pt"))


Batch = tuple[dict[str, torch.Tensor], torch.Tensor]


def collate(tokens: PreTrainedTokenizerFast, scenes: list[Scene], talks: list[list[Turn]]) -> Batch:
    """Model inputs, right-padded, and target weights (B, L)."""
    rows = [encode(tokens, talk) for talk in talks]
    length = max(len(ids) for ids, _ in rows)
    assert tokens.pad_token_id is not None
    inputs = pixels(scenes)
    inputs["input_ids"] = torch.tensor([ids + [tokens.pad_token_id] * (length - len(ids)) for ids, _ in rows])
    inputs["attention_mask"] = torch.tensor([[1] * len(ids) + [0] * (length - len(ids)) for ids, _ in rows])
    eye = torch.tensor(tokens.convert_tokens_to_ids("<|image_pad|>"))
    inputs["mm_token_type_ids"] = torch.eq(inputs["input_ids"], eye).long()
    return inputs, torch.tensor([w + [0.0] * (length - len(w)) for _, w in rows])


def loss_of(model: Qwen2_5_VLForConditionalGeneration, batch: Batch) -> torch.Tensor:
    """Weighted mean cross-entropy of the assistant's tokens; logits are computed for those only."""
    inputs, weights_BL = batch
    hidden_BLD = model.model(**inputs).last_hidden_state
    at = weights_BL[:, 1:] > 0
    logits_TV = model.lm_head(hidden_BLD[:, :-1][at])
    losses_T = functional.cross_entropy(logits_TV, inputs["input_ids"][:, 1:][at], reduction="none")
    weights_T = weights_BL[:, 1:][at]
    return (losses_T * weights_T).sum() / weights_T.sum()


def held_out(
    model: Qwen2_5_VLForConditionalGeneration, tokens: PreTrainedTokenizerFast, n: int, split: Split = "test"
) -> dict[str, float]:
    """Accuracy of "True or false?" per kind, on n twists of held-out scenes, each asked both ways."""
    rng = random.Random(1)
    right: dict[str, list[bool]] = defaultdict(list)
    yes, no = (tokens.encode(word)[0] for word in ("Yes.", "No."))
    model.train(False)
    for kind in KINDS:
        for _ in range(0, n, 50):
            drawn = [draw_twists(rng, [kind], split=split, extras=8) for _ in range(50)]
            for true in (True, False):
                talks = [[(f"True or false? {t[0][true]}", "Yes.", 1.0)] for _, t in drawn]
                inputs, weights_BL = collate(tokens, [s for s, _ in drawn], talks)
                with torch.inference_mode():
                    hidden_BLD = model.model(**inputs).last_hidden_state
                before = weights_BL.argmax(1) - 1
                logits_BV = model.lm_head(hidden_BLD[torch.arange(len(before)), before])
                right[kind] += ((logits_BV[:, yes] > logits_BV[:, no]) == true).tolist()
    model.train()
    return {kind: sum(hits) / len(hits) for kind, hits in right.items()}


class Probes(nn.Module):
    """Linear readings of an image feature: the cell it is of, and colour, shape, size and digit of what is there."""

    WORDS = (COLORS, SHAPES, SIZES, DIGITS)

    def __init__(self, width: int) -> None:
        super().__init__()
        self.heads = nn.ModuleList(nn.Linear(width, n) for n in (CELLS, *(len(words) + 1 for words in self.WORDS)))

    def forward(self, features_TD: torch.Tensor, scenes: list[Scene]) -> torch.Tensor:
        """Sum of the probes' mean cross-entropies over the features of all cells of the scenes."""
        truth_TK = torch.tensor([self._truth(scene, cell) for scene in scenes for cell in range(CELLS)])
        losses = [functional.cross_entropy(head(features_TD), truth_TK[:, k]) for k, head in enumerate(self.heads)]
        return torch.stack(losses).sum()

    def _truth(self, scene: Scene, cell: int) -> list[int]:
        thing = scene.at(cell)
        traits = (*thing.look, thing.size, thing.digit) if thing else ("",) * 4
        return [cell, *(w.index(t) + 1 if t else 0 for w, t in zip(self.WORDS, traits, strict=True))]


def rate(config: Config, step: int, steps: int) -> float:
    """Learning rate of a step of so many: warm-up, then a cosine."""
    return config.lr * min(step / 100, 0.01 + 0.99 * (1 + math.cos(math.pi * step / steps)) / 2)


def move(optimizer: torch.optim.Optimizer, loss: torch.Tensor, lr: float) -> None:
    """One optimizer step at this learning rate, with gradients of norm 1 at most."""
    loss.backward()  # type: ignore[no-untyped-call]
    for group in optimizer.param_groups:
        group["lr"] = lr
        torch.nn.utils.clip_grad_norm_(group["params"], 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)


def open_eye(config: Config, model: Qwen2_5_VLForConditionalGeneration, rng: random.Random) -> float:
    """Trains the vision tower with probes, which are then thrown away; returns the last loss."""
    eye = model.model.visual
    probes = Probes(model.lm_head.in_features)
    optimizer = torch.optim.AdamW([*eye.parameters(), *probes.parameters()])
    for step in range(1, config.eye_steps + 1):
        scenes = [s for s, _ in drawn(rng, config.batch, rng.randint(1, 4))]
        inputs = pixels(scenes)
        features_TD = eye(inputs["pixel_values"], grid_thw=inputs["image_grid_thw"]).pooler_output
        loss = probes(features_TD, scenes)
        move(optimizer, loss, rate(config, step, config.eye_steps))
        if step % 100 == 0:
            print(f"eye {step}: {loss.item():.3f}", flush=True)
    return float(loss.item())


def learn(
    config: Config,
    model: Qwen2_5_VLForConditionalGeneration,
    tokens: PreTrainedTokenizerFast,
    rng: random.Random,
    talks: bool,
    note: Callable[[int, float], None],
) -> None:
    """Trains the language model to name cells, or to talk. `note` is told the step and the loss."""
    steps = config.talk_steps if talks else config.name_steps
    mind = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(mind, betas=(0.9, 0.98), weight_decay=config.weight_decay)
    for step in range(1, steps + 1):
        pairs = drawn(rng, config.batch, rng.randint(1, 3))
        named = config.batch // 8 if talks else config.batch
        rows = [described(s) if k < named else conversation(rng, s, t) for k, (s, t) in enumerate(pairs)]
        loss = loss_of(model, collate(tokens, [s for s, _ in pairs], rows))
        move(optimizer, loss, rate(config, step, steps))
        note(step, float(loss.item()))


def main(config: Config) -> None:
    """Trains, evaluates on held-out scenes as it goes, and saves the model with its log and settings."""
    rng, start = random.Random(config.seed), time.monotonic()
    tokens = parts.tokenizer(config.seed)
    model = parts.random_model(tokens, config.seed).train()
    config.out.mkdir(parents=True, exist_ok=True)
    settings = {k: v for k, v in asdict(config).items() if k != "out"}
    recipe = {"recipe": "plaudit.recipes.pretrain_tiny", **settings}
    (config.out / "recipe.json").write_text(json.dumps(recipe, indent=1) + "\n")
    open_eye(config, model, rng)
    model.model.visual.requires_grad_(False)
    with (config.out / "training_log.jsonl").open("w") as log:
        for talks, steps in ((False, config.name_steps), (True, config.talk_steps)):

            def note(step: int, loss: float, talks: bool = talks, steps: int = steps) -> None:
                last = step == steps
                if not last and step % 50:
                    return
                row = {"phase": "talk" if talks else "name", "step": step, "loss": round(loss, 4)}
                row["seconds"] = round(time.monotonic() - start)
                if talks and (last or step % config.every == 0):
                    row |= held_out(model, tokens, 400 if last else 100)
                    parts.save(config.out, model, tokens)
                for file in (log, sys.stdout):
                    print(json.dumps(row), file=file, flush=True)

            learn(config, model, tokens, rng, talks, note)


if __name__ == "__main__":
    main(tyro.cli(Config))
