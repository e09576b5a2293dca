"""Rows to one row that holds what they begin with once. R rows, S tokens of the one row.

A prompt is a trunk, and each distinct response a branch of it: [trunk, branch, branch, ..., trunk, branch, ...].
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from plaudit.models.family import Pixels
from plaudit.models.layout import Layout, Row

Token = tuple[int, int]
"""A token's id, and of a media token the place of its feature among those of the distinct media; of text -1."""


def shared(layout: Layout, backbone: Any, groups: Sequence[Sequence[Row]]) -> dict[str, Tensor]:
    """The rows of each group share the tokens and media that they all begin with; equal rows are one branch.

    input_ids (1, S), position_ids (..., 1, S) and the distinct media, for the model. features (1, S): the place of a
    media token's feature, -1 for text. segments (trunks and branches, 2): group and length; the first one of a group is
    its trunk. places (R, K): where in the one row the tokens of each row are that its head reads; pool_mask (R, K).
    """
    rows = [row for group in groups for row in group]
    media, first = _distinct(medium for row in rows for medium in row.media)
    alone = layout.texts(rows)
    # Each row's positions as if it were alone: after a video they do not go on from the largest one
    shapes = layout.family.shapes([medium for row in rows for medium in row.media])
    positions = layout.family.positions(backbone, alone | shapes)
    real = alone["attention_mask"].bool()
    tree = _Tree()
    sources = iter(real.flatten().nonzero()[:, 0].tolist())
    for group in groups:
        tree.grow([_tokens(row, first) for row in group], sources)
    places = torch.zeros_like(alone["input_ids"])
    places[real] = torch.tensor(tree.places)
    read = [at[pooled] for at, pooled in zip(places, alone["pool_mask"], strict=True)]
    taken = torch.tensor(tree.taken)
    return {
        "input_ids": alone["input_ids"].flatten()[taken].unsqueeze(0),
        "position_ids": positions.flatten(-2)[..., taken].unsqueeze(-2),
        "features": torch.tensor([[feature for _, feature in tree.tokens]]),
        "segments": torch.tensor(tree.segments),
        "places": pad_sequence(read, batch_first=True),
        "pool_mask": pad_sequence([torch.ones_like(at, dtype=torch.bool) for at in read], batch_first=True),
    } | layout.family.inputs(media)


class _Tree:
    """The one row as it grows, and where in it the tokens of every row are."""

    def __init__(self) -> None:
        self.tokens: list[Token] = []
        self.segments: list[tuple[int, int]] = []
        self.taken: list[int] = []
        """For each token of the one row, where it came from."""
        self.places: list[int] = []
        """For each token of every row, where it went."""
        self._groups = 0

    def grow(self, rows: Sequence[list[Token]], sources: Iterator[int]) -> None:
        """Adds a group. sources: where each token of the rows comes from."""
        trunk, start = _common(rows), len(self.tokens)
        grown: dict[tuple[Token, ...], int] = {}
        for row in rows:
            own = list(islice(sources, len(row)))
            if not grown:
                self._add(row[:trunk], own[:trunk])
            branch = tuple(row[trunk:])
            if branch not in grown:
                grown[branch] = len(self.tokens)
                self._add(branch, own[trunk:])
            at = grown[branch]
            self.places += [*range(start, start + trunk), *range(at, at + len(branch))]
        self._groups += 1

    def _add(self, tokens: Sequence[Token], sources: Sequence[int]) -> None:
        self.segments.append((self._groups, len(tokens)))
        self.tokens += tokens
        self.taken += sources


def _common(rows: Sequence[list[Token]]) -> int:
    """How many tokens all rows begin with."""
    low, high = min(rows), max(rows)  # of the sorted rows, the first and the last have least in common
    return next((k for k, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), min(len(low), len(high)))


def _distinct(media: Iterable[Pixels]) -> tuple[list[Pixels], dict[int, int]]:
    """Each medium once, images first as their features will be, and for each by its id where its features begin."""
    given = {id(medium): medium for medium in media}
    keys = {i: media_key(medium) for i, medium in given.items()}
    once = {keys[i]: medium for i, medium in given.items()}
    first: dict[Any, int] = {}
    total = 0
    for key in sorted(once):
        first[key] = total
        total += once[key].tokens
    return [once[key] for key in sorted(once)], {i: first[key] for i, key in keys.items()}


def media_key(medium: Pixels) -> tuple[Any, ...]:
    """Equal for media that the model sees as the same."""
    digest = hashlib.sha256(medium.values.numpy().tobytes()).hexdigest()
    return medium.kind, medium.grid, medium.seconds, digest


def _tokens(row: Row, first: dict[int, int]) -> list[Token]:
    features = iter([first[id(medium)] + k for medium in row.media for k in range(medium.tokens)])
    return [(i, next(features) if kind else -1) for i, kind in zip(row.ids, row.types, strict=True)]
