"""Pre-trains plaudit-tiny in the lab: `python -m plaudit.recipes.pretrain_tiny --out FOLDER`, about an hour.

First the eye alone: from each of the nine image features, linear probes name what is in that cell and which cell it is.
Then the language model, with the eye as it is: it names every cell, and then talks, which is to look things up, and to
ask for, check and grade claims; a linear grader reads at the end of every claim whether it is true. Every step shows
fresh scenes. What was tried without these parts is in design/0002-tiny.md. Nothing is read from disk.
"""

from __future__ import annotations

import json
import math
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

import torch
import tyro
from torch import nn
from torch.nn import functional
from transformers import PreTrainedTokenizerFast, Qwen2_5_VLForConditionalGeneration

from plaudit.lab.claims import BESIDE, KINDS, Relates
from plaudit.lab.render import draw
from plaudit.lab.scenes import COLORS, DIGITS, GRID, PLACES, SHAPES, SIZES, Scene
from plaudit.lab.twists import Twist, draw_twists
from plaudit.recipes import _tiny_parts as parts

CELLS = GRID * GRID
EYE = "<|vision_start|>" + "<|image_pad|>" * CELLS + "<|vision_end|>"


class Piece(NamedTuple):
    """A run of text in a conversation."""

    text: str
    weight: float = 0.0
    """Of its tokens as targets of the language model."""
    truth: bool | None = None
    """Of a claim that ends with it."""


@dataclass(frozen=True, kw_only=True)
class Config:
    """How plaudit-tiny is pre-trained."""

    out: Path
    """Folder to write the model, its log and its held-out accuracy to."""
    eye_steps: int = 300
    """Steps of the eye alone."""
    name_steps: int = 400
    """Steps of naming every cell."""
    talk_steps: int = 1800
    """Steps of talk, in which one row in eight still names every cell."""
    batch: int = 32
    """Scenes per step."""
    lr: float = 1.5e-3
    """Peak learning rate of each of the three; 100 steps of warm-up, then a cosine to 1 % of it."""
    weight_decay: float = 0.05
    seed: int = 0
    every: int = 250
    """Steps between held-out evaluations, each followed by a save."""


def turn(asked: Sequence[Piece], *said: Piece) -> list[Piece]:
    """One exchange in the chat template's form; the end of the turn is learned as well as what is said."""
    end = Piece("<|im_end|>", max(piece.weight for piece in said))
    return [Piece("<|im_start|>user\n"), *asked, Piece("<|im_end|>\n<|im_start|>assistant\n"), *said, end, Piece("\n")]


def described(scene: Scene) -> list[list[Piece]]:
    """Every cell by name."""
    return [turn([Piece("Describe every cell.")], Piece(scene.description(), 1.0))]


def looked_up(rng: random.Random, scene: Scene) -> list[Piece]:
    """What is where: the two halves of a relation."""
    cell, thing = rng.randrange(CELLS), rng.choice(scene.things)
    if rng.random() < 0.5:
        found = scene.at(cell)
        return turn([Piece(f"What is in the {PLACES[cell]}?")], Piece(f"A {found}." if found else "Nothing.", 1.0))
    return turn([Piece(f"Where is the {thing.look}?")], Piece(f"In the {PLACES[thing.cell]}.", 1.0))


def related(rng: random.Random, scene: Scene) -> list[Twist]:
    """A relation between two objects of the scene, against its opposite; none in a scene of one object."""
    if len(scene.things) < 2:
        return []
    a, b = rng.sample(scene.things, 2)
    sides = list(BESIDE)
    true = rng.choice([k for k, side in enumerate(sides) if BESIDE[side](a, b)])
    return [Twist(*(Relates(a.look, sides[k], b.look) for k in (true, true ^ 1)))]


def talked(rng: random.Random, scene: Scene, twists: list[Twist]) -> list[list[Piece]]:
    """A thing looked up, and claims asked for, checked and graded, in any order."""
    turns = [looked_up(rng, scene)]
    for twist in related(rng, scene) + twists:
        true = rng.random() < 0.5
        verdict, question = Piece("Yes." if true else "No.", 1.0), Piece(twist.true.question)
        form = rng.random()
        if form < 0.3:
            turns.append(turn([question], Piece(str(twist.true), 1.0, True)))
        elif form < 0.7:
            turns.append(turn([Piece("True or false?"), Piece(f" {twist[true]}", truth=true)], verdict))
        else:
            claimed = turn([question], Piece(str(twist[true]), float(true), true))
            turns.append(claimed + turn([Piece("Is that right?")], verdict))
    rng.shuffle(turns)
    return turns


def answered(rng: random.Random, scene: Scene, twists: list[Twist]) -> list[list[Piece]]:
    """One answer of several claims, each true or false."""
    twists = [*twists, *related(rng, scene)]
    rng.shuffle(twists)
    truths = [rng.random() < 0.5 for _ in twists]
    claims = [Piece(f" {t[true]}", float(true), true) for t, true in zip(twists, truths, strict=True)]
    claims[0] = claims[0]._replace(text=claims[0].text[1:])
    return [turn([Piece("Describe the image in detail.")], *claims)]


class Row(NamedTuple):
    """One conversation in tokens."""

    ids: list[int]
    weights: list[float]
    """Of each token as a target."""
    truths: list[float]
    """1 or 0 where a claim ends that is true or false; -1 elsewhere."""


def encode(tokens: PreTrainedTokenizerFast, turns: list[list[Piece]]) -> Row:
    """The conversation, with the image before the first question."""
    pieces = [piece for exchange in turns for piece in exchange]
    pieces.insert(1, Piece(EYE))
    row = Row([], [], [])
    for piece in pieces:
        ids = tokens.encode(piece.text)
        row.ids.extend(ids)
        row.weights.extend([piece.weight] * len(ids))
        row.truths.extend([-1.0] * (len(ids) - 1) + [-1.0 if piece.truth is None else float(piece.truth)])
    return row


def drawn(rng: random.Random, n: int, twists: int) -> list[tuple[Scene, list[Twist]]]:
    """Scenes for pre-training, each with so many twists of different kinds."""
    return [draw_twists(rng, rng.sample(KINDS, twists), split="pretrain") for _ in range(n)]


def pixels(scenes: list[Scene]) -> dict[str, torch.Tensor]:
    """pixel_values (patches, 1176) and image_grid_thw (B, 3)."""
    return dict(parts.image_processor()(images=[draw(s) for s in scenes], return_tensors="pt"))


class Batch(NamedTuple):
    """What a step learns from. B rows of L tokens."""

    inputs: dict[str, torch.Tensor]
    weights_BL: torch.Tensor
    truths_BL: torch.Tensor


def collate(tokens: PreTrainedTokenizerFast, scenes: list[Scene], talks: list[list[list[Piece]]]) -> Batch:
    """Rows padded on the right."""
    rows = [encode(tokens, talk) for talk in talks]
    length = max(len(row.ids) for row in rows)

    def padded(name: str, fill: float) -> torch.Tensor:
        values = [getattr(row, name) for row in rows]
        return torch.tensor([v + [fill] * (length - len(v)) for v in values])

    inputs = pixels(scenes)
    inputs["input_ids"] = padded("ids", tokens.pad_token_id or 0)
    inputs["attention_mask"] = torch.tensor([[1] * len(r.ids) + [0] * (length - len(r.ids)) for r in rows])
    eye = torch.tensor(tokens.convert_tokens_to_ids("<|image_pad|>"))
    inputs["mm_token_type_ids"] = torch.eq(inputs["input_ids"], eye).long()
    return Batch(inputs, padded("weights", 0.0), padded("truths", -1.0))


def loss_of(model: Qwen2_5_VLForConditionalGeneration, grader: nn.Linear, batch: Batch) -> torch.Tensor:
    """Weighted mean cross-entropy of what is said, and mean cross-entropy of the grades where claims end."""
    hidden_BLD = model.model(**batch.inputs).last_hidden_state
    at = batch.weights_BL[:, 1:] > 0
    losses_T = functional.cross_entropy(
        model.lm_head(hidden_BLD[:, :-1][at]), batch.inputs["input_ids"][:, 1:][at], reduction="none"
    )
    weights_T = batch.weights_BL[:, 1:][at]
    loss = (losses_T * weights_T).sum() / weights_T.sum()
    ends = batch.truths_BL >= 0
    if ends.any():
        grades_C = grader(hidden_BLD[ends]).squeeze(-1)
        loss = loss + functional.binary_cross_entropy_with_logits(grades_C, batch.truths_BL[ends])
    return loss


@torch.inference_mode()
def held_out(
    model: Qwen2_5_VLForConditionalGeneration, grader: nn.Linear, tokens: PreTrainedTokenizerFast, n: int
) -> dict[str, dict[str, float]]:
    """Accuracies per kind of claim, on n twists of held-out scenes.

    true_or_false: how often that question is answered rightly, of true and false claims alike. graded: how often the
    grader puts the true claim of a twist above the false one.
    """
    rng = random.Random(1)
    yes, no = (tokens.encode(word)[0] for word in ("Yes.", "No."))
    said: dict[str, list[bool]] = defaultdict(list)
    graded: dict[str, list[bool]] = defaultdict(list)
    for kind in KINDS:
        for _ in range(0, n, 50):
            pairs = [draw_twists(rng, [kind], split="test", extras=8) for _ in range(50)]
            grades = []
            for true in (True, False):
                talks = [[turn([Piece("True or false?"), Piece(f" {t[true]}", truth=true)], Piece("Yes.", 1.0))]
                         for _, (t,) in pairs]  # fmt: skip
                batch = collate(tokens, [s for s, _ in pairs], talks)
                hidden_BLD = model.model(**batch.inputs).last_hidden_state
                before = batch.weights_BL.argmax(1) - 1
                logits_BV = model.lm_head(hidden_BLD[torch.arange(len(before)), before])
                said[kind] += torch.eq(logits_BV[:, yes] > logits_BV[:, no], torch.tensor(true)).tolist()
                grades.append(grader(hidden_BLD[batch.truths_BL >= 0]).squeeze(-1))
            graded[kind] += (grades[0] > grades[1]).tolist()
    return {
        name: {kind: sum(hits) / len(hits) for kind, hits in found.items()}
        for name, found in (("true_or_false", said), ("graded", graded))
    }


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


def rows(config: Config, rng: random.Random, talks: bool) -> tuple[list[Scene], list[list[list[Piece]]]]:
    """Scenes and conversations of one step: all named; or one in eight named, the others answered or talked about."""
    pairs = drawn(rng, config.batch, rng.randint(1, 4))
    named = config.batch // 8 if talks else config.batch
    forms = (answered, talked)
    made = [described(s) if k < named else forms[k % 2](rng, s, t[: 4 if k % 2 == 0 else 1])
            for k, (s, t) in enumerate(pairs)]  # fmt: skip
    return [s for s, _ in pairs], made


def learn(
    config: Config, model: Qwen2_5_VLForConditionalGeneration, grader: nn.Linear, tokens: PreTrainedTokenizerFast,
    talks: bool, note: Callable[[int, float], None],
) -> None:  # fmt: skip
    """Trains the language model to name cells, or to talk. `note` is told the step and the loss."""
    steps = config.talk_steps if talks else config.name_steps
    rng = random.Random(f"talks {talks} {config.seed}")
    mind = [p for p in (*model.parameters(), *grader.parameters()) if p.requires_grad]
    optimizer = torch.optim.AdamW(mind, betas=(0.9, 0.98), weight_decay=config.weight_decay)
    for step in range(1, steps + 1):
        loss = loss_of(model, grader, collate(tokens, *rows(config, rng, talks)))
        move(optimizer, loss, rate(config, step, steps))
        note(step, float(loss.item()))


def main(config: Config) -> None:
    """Trains, evaluates on held-out scenes as it goes, and saves the model with its log and settings."""
    start = time.monotonic()
    tokens = parts.tokenizer(config.seed)
    model = parts.random_model(tokens, config.seed).train()
    grader = nn.Linear(model.lm_head.in_features, 1)
    config.out.mkdir(parents=True, exist_ok=True)
    settings = {k: v for k, v in asdict(config).items() if k != "out"}
    recipe = {"recipe": "plaudit.recipes.pretrain_tiny", **settings}
    (config.out / "recipe.json").write_text(json.dumps(recipe, indent=1) + "\n")
    open_eye(config, model, random.Random(config.seed))
    model.model.visual.requires_grad_(False)
    with (config.out / "training_log.jsonl").open("w") as log:
        for talks, steps in ((False, config.name_steps), (True, config.talk_steps)):

            def note(step: int, loss: float, talks: bool = talks, steps: int = steps) -> None:
                last = step == steps
                if not last and step % 50:
                    return
                row: dict[str, Any] = {"phase": "talk" if talks else "name", "step": step, "loss": round(loss, 4)}
                row["seconds"] = round(time.monotonic() - start)
                if talks and (last or step % config.every == 0):
                    row |= held_out(model, grader, tokens, 400 if last else 100)
                if last or step % config.every == 0:
                    parts.save(config.out, model, tokens)
                for file in (log, sys.stdout):
                    print(json.dumps(row), file=file, flush=True)

            learn(config, model, grader, tokens, talks, note)


if __name__ == "__main__":
    main(tyro.cli(Config))
