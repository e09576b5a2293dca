"""What plaudit-tiny is taught: talk about scenes, with marks on the words at which something is to be known."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import torch
from torch import Tensor
from transformers import PreTrainedTokenizerFast

from plaudit.lab.claims import BESIDE, KINDS, NUMBERS, Claim, Counts, Exists, HasColor, HasSize, Relates, Shows
from plaudit.lab.render import draw
from plaudit.lab.scenes import COLORS, DIGITS, GRID, LOOKS, PLACES, SHAPES, SIZES, Look, Scene, Thing
from plaudit.lab.twists import Twist, draw_twists
from plaudit.lab.worlds import DETAIL
from plaudit.recipes._tiny_parts import image_processor

CELLS = GRID * GRID
EYE = "<|vision_start|>" + "<|image_pad|>" * CELLS + "<|vision_end|>"
TRAITS = {
    "cell": CELLS + 1, "color": len(COLORS) + 1, "shape": len(SHAPES) + 1, "size": len(SIZES) + 1,
    "digit": len(DIGITS) + 1,
}  # fmt: skip
"""Marks of an object, or of what is in a cell, with their numbers of classes. 0 stands for none."""
FOUND = {**TRAITS, "count": len(NUMBERS)}
"""Marks of what words refer to."""
COMPARED = {
    "right color": TRAITS["color"], "right size": TRAITS["size"], "right digit": TRAITS["digit"],
    "right count": FOUND["count"], "right row": 3, "right column": 3, "said side": len(BESIDE),
}  # fmt: skip
"""Marks of claims: what they should have said; and, where the word is not the last, what they say."""
JUDGED = {"true": 2, "faults": len(KINDS) + 2}
"""Marks of claims, and of the ends of answers."""


class Piece(NamedTuple):
    """A run of text in a conversation."""

    text: str
    weight: float = 0.0
    """Of its tokens as targets of the language model."""
    marks: Mapping[str, int] = {}
    """What is to be known at its last token: classes by name."""


Talk = list[list[Piece]]
"""Exchanges, each a list of pieces."""


def turn(asked: Sequence[Piece], *said: Piece, marks: Mapping[str, int] = {}) -> list[Piece]:
    """One exchange in the chat template's form; the end of the turn is learned as well as what is said."""
    end = Piece("<|im_end|>", max(piece.weight for piece in said), marks)
    return [Piece("<|im_start|>user\n"), *asked, Piece("<|im_end|>\n<|im_start|>assistant\n"), *said, end, Piece("\n")]


def traits(thing: Thing | None) -> dict[str, int]:
    """The marks of an object, or of its absence."""
    if thing is None:
        return dict.fromkeys(TRAITS, 0)
    color, shape = thing.look
    return {
        "cell": thing.cell + 1, "color": COLORS.index(color) + 1, "shape": SHAPES.index(shape) + 1,
        "size": SIZES.index(thing.size) + 1, "digit": DIGITS.index(thing.digit) + 1 if thing.digit else 0,
    }  # fmt: skip


def of_look(scene: Scene, look: Look) -> dict[str, int]:
    """What is to be known of a look that is mentioned."""
    known = traits(scene.find(look))
    return {name: known[name] for name in ("cell", "size", "digit")}


def of_cell(scene: Scene, cell: int) -> dict[str, int]:
    """What is to be known of a cell that is mentioned."""
    known = traits(scene.at(cell))
    return {name: known[name] for name in ("color", "shape", "size", "digit")}


def of_word(scene: Scene, word: str) -> dict[str, int]:
    """What is to be known of a colour or shape of which the number of objects is mentioned."""
    return {"count": sum(word in thing.look for thing in scene.things)}


_LOOK = re.compile(f"({'|'.join(COLORS)}) ({'|'.join(SHAPES)})")


def mentions(scene: Scene, claim: Claim) -> dict[int, dict[str, int]]:
    """Where in a claim's sentence a mention ends, and what is to be known there."""
    text = str(claim)
    if isinstance(claim, HasColor):
        return {text.index(" is "): of_cell(scene, claim.cell)}
    if isinstance(claim, Counts):
        return {len(text) - 1: of_word(scene, claim.what)}
    return {m.end(): of_look(scene, Look(m[1], m[2])) for m in _LOOK.finditer(text)}


def compared(scene: Scene, claim: Claim) -> dict[str, int]:
    """What must be compared to judge a claim."""
    match claim:
        case HasColor():
            return {"right color": of_cell(scene, claim.cell)["color"]}
        case HasSize():
            return {"right size": of_look(scene, claim.look)["size"]}
        case Shows():
            return {"right digit": of_look(scene, claim.look)["digit"]}
        case Counts():
            return {"right count": of_word(scene, claim.what)["count"]}
        case Relates():
            a, b = scene.find(claim.look), scene.find(claim.other)
            sides = {"right row": _order(a.row, b.row), "right column": _order(a.column, b.column)} if a and b else {}
            return sides | {"said side": list(BESIDE).index(claim.side)}
    return {}


def _order(a: int, b: int) -> int:
    """0: a is before b; 1: level; 2: after."""
    return (a > b) - (a < b) + 1


def stated(scene: Scene, claim: Claim, weight: float = 0.0, lead: str = "") -> list[Piece]:
    """A claim's sentence, marked where it mentions something.

    Its last word is marked with its truth and with what is to be compared, its stop with its truth.
    """
    text, truth = lead + str(claim), {"true": int(claim.holds(scene))}
    ends = {len(lead) + end: marks for end, marks in mentions(scene, claim).items()}
    ends[len(text) - 1] = ends.get(len(text) - 1, {}) | truth | compared(scene, claim)
    ends[len(text)] = truth
    stops = [0, *sorted(ends)]
    return [Piece(text[a:b], weight, ends[b]) for a, b in pairwise(stops)]


def related(rng: random.Random, scene: Scene) -> list[Twist]:
    """A relation between two objects of the scene, against its opposite; none in a scene of one object."""
    if len(scene.things) < 2:
        return []
    a, b = rng.sample(scene.things, 2)
    sides = list(BESIDE)
    true = rng.choice([k for k, side in enumerate(sides) if BESIDE[side](a, b)])
    return [Twist(*(Relates(a.look, sides[k], b.look) for k in (true, true ^ 1)))]


def claimed(rng: random.Random, scene: Scene, kind: str) -> list[Claim]:
    """A claim of that kind, as often true as false; none where the scene has nothing to make it of."""
    true, thing = rng.random() < 0.5, rng.choice(scene.things)

    def one(right: str, words: Sequence[str]) -> str:
        return right if true else rng.choice([word for word in words if word != right])

    if kind == "existence":
        looks = [look for look in LOOKS if (scene.find(look) is not None) == true]
        return [Exists(rng.choice(looks))]
    if kind == "attribute" and rng.random() < 0.5:
        return [HasColor(thing.look.shape, thing.cell, one(thing.look.color, COLORS))]
    if kind == "attribute":
        return [HasSize(thing.look, one(thing.size, SIZES))]
    if kind == "relation":
        return [twist[true] for twist in related(rng, scene)]
    if kind == "count":
        word = rng.choice(SHAPES + COLORS)
        return [Counts(NUMBERS.index(one(NUMBERS[of_word(scene, word)["count"]], NUMBERS)), word)]
    shown = [thing for thing in scene.things if thing.digit]
    return [Shows(t.look, one(t.digit, DIGITS)) for t in rng.sample(shown, min(1, len(shown)))]


def described(rng: random.Random, scene: Scene, twists: Sequence[Twist]) -> Talk:
    """Every cell by name."""
    return [turn([Piece("Describe every cell.")], Piece(scene.description(), 1.0))]


def pointed(rng: random.Random, scene: Scene, twists: Sequence[Twist] = ()) -> Talk:
    """Words that refer to objects, there or not, to cells and to numbers of objects; each marked, none learned."""
    looks = [thing.look for thing in scene.things]
    looks += rng.sample([look for look in LOOKS if look not in looks], 4)
    words = [Piece(f" the {look}", marks=of_look(scene, look)) for look in looks]
    for cell in rng.sample(range(CELLS), 7):
        thing = scene.at(cell)
        shape = thing.look.shape if thing else rng.choice(SHAPES)
        words.append(Piece(f" the {shape} in the {PLACES[cell]}", marks=of_cell(scene, cell)))
    counted = rng.sample(SHAPES + COLORS, 8)
    words += [Piece(f" {Counts(2, word).noun}", marks=of_word(scene, word)) for word in counted]
    rng.shuffle(words)
    return [turn([Piece("What is where?")], *(p for word in words for p in (word, Piece("."))))]


def checked(rng: random.Random, scene: Scene, twists: Sequence[Twist]) -> Talk:
    """Four claims of each kind, to be judged only."""
    claims = [claim for kind in KINDS for _ in range(4) for claim in claimed(rng, scene, kind)]
    rng.shuffle(claims)
    pieces = [p for k, claim in enumerate(claims) for p in stated(scene, claim, lead=" " if k else "")]
    return [turn([Piece(DETAIL)], *pieces)]


def answered(rng: random.Random, scene: Scene, twists: Sequence[Twist]) -> Talk:
    """One answer of several claims: the true ones are learned, all are judged, and so is the whole."""
    twists = [*twists, *related(rng, scene)]
    rng.shuffle(twists)
    claims = [twist[rng.random() < 0.5] for twist in twists]
    pieces = [
        p for k, c in enumerate(claims) for p in stated(scene, c, float(c.holds(scene)), lead=" " if k else "")
    ]  # fmt: skip
    faults = sum(not claim.holds(scene) for claim in claims)
    return [turn([Piece(DETAIL)], *pieces, marks={"faults": faults})]


def talked(rng: random.Random, scene: Scene, twists: Sequence[Twist]) -> Talk:
    """A thing looked up, and claims asked for, checked and judged, in any order."""
    turns = [looked_up(rng, scene)]
    for twist in [*related(rng, scene), *twists[:2]]:
        true, question = rng.random() < 0.5, Piece(twist.true.question)
        form = rng.random()
        if form < 0.3:
            turns.append(turn([question], *stated(scene, twist.true, 1.0)))
        elif form < 0.7:
            turns.append(verdict(scene, twist[true]))
        else:
            made = turn([question], *stated(scene, twist[true], float(true)), marks={"faults": int(not true)})
            turns.append(made + turn([Piece("Is that right?")], Piece("Yes." if true else "No.", 1.0)))
    rng.shuffle(turns)
    return turns


def verdict(scene: Scene, claim: Claim) -> list[Piece]:
    """Whether a claim is true."""
    said = Piece("Yes." if claim.holds(scene) else "No.", 1.0)
    return turn([Piece("True or false?"), *stated(scene, claim, lead=" ")], said)


def looked_up(rng: random.Random, scene: Scene) -> list[Piece]:
    """What is where: the two halves of a relation."""
    cell, thing = rng.randrange(CELLS), rng.choice(scene.things)
    if rng.random() < 0.5:
        found = scene.at(cell)
        return turn([Piece(f"What is in the {PLACES[cell]}?")], Piece(f"A {found}." if found else "Nothing.", 1.0))
    return turn([Piece(f"Where is the {thing.look}?")], Piece(f"In the {PLACES[thing.cell]}.", 1.0))


Lesson = Callable[[random.Random, Scene, Sequence[Twist]], Talk]


class Marks(NamedTuple):
    """What is to be known at K tokens of B rows."""

    at_K2: Tensor
    """Row and column."""
    is_K: Tensor
    """Class."""

    @classmethod
    def of(cls, found: Sequence[tuple[int, int, str, int]]) -> dict[str, Marks]:
        """By name, from (row, column, name, class)."""
        names = sorted({name for _, _, name, _ in found})
        picked = {name: [(b, k, value) for b, k, other, value in found if other == name] for name in names}
        return {n: cls(torch.tensor([x[:2] for x in p]), torch.tensor([x[2] for x in p])) for n, p in picked.items()}


class Row(NamedTuple):
    """One conversation in tokens."""

    ids: list[int]
    weights: list[float]
    """Of each token as a target."""
    marks: list[tuple[int, str, int]]
    """(token, name, class)."""


class Batch(NamedTuple):
    """What a step learns from. B rows of L tokens."""

    inputs: dict[str, Tensor]
    weights_BL: Tensor
    marks: dict[str, Marks]


def encode(tokens: PreTrainedTokenizerFast, talk: Talk) -> Row:
    """The conversation, with the image before the first question."""
    pieces = [piece for exchange in talk for piece in exchange]
    pieces.insert(1, Piece(EYE))
    row = Row([], [], [])
    for piece in pieces:
        ids = tokens.encode(piece.text)
        row.ids.extend(ids)
        row.weights.extend([piece.weight] * len(ids))
        row.marks.extend((len(row.ids) - 1, name, value) for name, value in piece.marks.items())
    return row


def drawn(rng: random.Random, n: int, twists: int) -> list[tuple[Scene, list[Twist]]]:
    """Scenes for pre-training, each with so many twists of different kinds."""
    return [draw_twists(rng, rng.sample(KINDS, twists), split="pretrain") for _ in range(n)]


def pixels(scenes: Sequence[Scene]) -> dict[str, Tensor]:
    """pixel_values (patches, 1176) and image_grid_thw (B, 3)."""
    return dict(image_processor()(images=[draw(s) for s in scenes], return_tensors="pt"))


def collate(tokens: PreTrainedTokenizerFast, scenes: Sequence[Scene], talks: Sequence[Talk]) -> Batch:
    """Rows padded on the right."""
    rows = [encode(tokens, talk) for talk in talks]
    length = max(len(row.ids) for row in rows)
    inputs = pixels(scenes)
    pad = tokens.pad_token_id or 0
    inputs["input_ids"] = torch.tensor([row.ids + [pad] * (length - len(row.ids)) for row in rows])
    inputs["attention_mask"] = torch.tensor([[1] * len(r.ids) + [0] * (length - len(r.ids)) for r in rows])
    eye = torch.tensor(tokens.convert_tokens_to_ids("<|image_pad|>"))
    inputs["mm_token_type_ids"] = torch.eq(inputs["input_ids"], eye).long()
    weights_BL = torch.tensor([row.weights + [0.0] * (length - len(row.weights)) for row in rows])
    return Batch(inputs, weights_BL, Marks.of([(b, *mark) for b, row in enumerate(rows) for mark in row.marks]))
