"""Grounding: boxes written in the response against those of the reference."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from plaudit.core import Score, Unscored, UsageError
from plaudit.rules._rule import Rule, compared, example, final

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

GOLD = (
    example("[10, 20, 30, 40]", "[10, 20, 30, 40]"),
    example(
        '```json\n[{"bbox_2d": [1, 2, 3, 4], "label": "cat"}, {"bbox_2d": [5, 6, 7, 8]}]\n```', "[5,6,7,8],[1,2,3,4]"
    ),
    example("It is at <box>(10,20),(30,40)</box>.", "[[10, 20, 30, 40]]"),
    example("<|box_start|>(10,20),(30,40)<|box_end|>", "<box>[[10, 20, 30, 40]]</box>"),
    example("<think>[1, 2]?</think><answer>[]</answer>", "[]"),
)
WRONG = (
    example("[10, 20, 30, 41]", "[10, 20, 30, 40]"),
    example("[50, 60, 70, 80]", "[10, 20, 30, 40]"),
    example("[[10, 20, 30, 40], [10, 20, 30, 40]]", "[10, 20, 30, 40]"),
    example("[]", "[10, 20, 30, 40]"),
)
MALFORMED = (
    example("", "[10, 20, 30, 40]"),
    example("in the corner", "[10, 20, 30, 40]"),
    example("[10, 20, 30]", "[10, 20, 30, 40]"),
    example("[30, 20, 10, 40]", "[10, 20, 30, 40]"),
    example("[10, 20, 30, 40], [10, 20", "[10, 20, 30, 40]"),
    example("[10, 20, 30, 40]"),
)

_LARGEST = {"fraction": 1.0, "thousandth": 1000.0, "pixel": 1e9}
_CORNERS = re.compile(r"\(([^()]*)\)\s*,\s*\(([^()]*)\)")
_LIST = re.compile(r"[\[(]\s*([-+.]?\d[^\[\]()]*)([\])]?)")


def boxes(*, unit: Literal["fraction", "thousandth", "pixel"] = "pixel") -> Rule:
    """Mean IoU (intersection over union) of the boxes, paired so that it is greatest, in [0, 1].

    A box too many or too few counts as a pair of IoU 0. Where the reference is `[]`, an answer of `[]` is worth 1.
    Boxes are four numbers (left, top, right, bottom): `[10, 20, 30, 40]`, alone or within JSON, or
    `<box>(10,20),(30,40)</box>`, in `<answer>` tags if there are any. One malformed box among good ones, or no list at
    all, is Unscored("unparsed"): nothing is picked from a broken answer.

    unit: of response and reference alike: fractions of width and height, thousandths of them, or pixels. A number
    outside of its range is malformed, so pixels are never held against fractions.
    """
    if unit not in _LARGEST:
        raise UsageError(f"there is no unit {unit!r}", where="boxes", remedy=f"Choose one of: {', '.join(_LARGEST)}.")
    largest = _LARGEST[unit]

    def compare(said: str, right: str) -> Score | Unscored:
        try:
            wanted = _read(right, largest)
        except ValueError as error:
            return Unscored(why="missing", detail=f"the reference cannot be read: {error}")
        try:
            found = _read(final(said), largest)
        except ValueError as error:
            return Unscored(why="unparsed", detail=str(error))
        if not found and not wanted:
            return Score(value=1.0)
        return Score(value=best_sum([[iou(a, b) for b in wanted] for a in found]) / max(len(found), len(wanted)))

    return compared("boxes", compare, manifest={"unit": unit})


def iou(a: Box, b: Box) -> float:
    """Intersection over union of two boxes, in [0, 1]; edges are lines, without a pixel's width."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    common = width * height
    return common / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - common)


def best_sum(worth: Sequence[Sequence[float]]) -> float:
    """The greatest sum of entries of which no two share a row or a column: the Hungarian method, by shortest paths."""
    if not worth or not worth[0]:
        return 0.0
    if len(worth) > len(worth[0]):
        worth = list(zip(*worth, strict=True))
    rows, columns = len(worth), len(worth[0])
    u, v = [0.0] * (rows + 1), [0.0] * (columns + 1)  # prices of rows and columns; row and column 0 stand for none
    row_of = [0] * (columns + 1)
    for row in range(1, rows + 1):
        row_of[0], column = row, 0
        slack, came_from, done = [float("inf")] * (columns + 1), [0] * (columns + 1), [False] * (columns + 1)
        while row_of[column]:
            done[column], at = True, row_of[column]
            for j in range(1, columns + 1):
                if not done[j] and (cost := -worth[at - 1][j - 1] - u[at] - v[j]) < slack[j]:
                    slack[j], came_from[j] = cost, column
            nearest = min((j for j in range(1, columns + 1) if not done[j]), key=lambda j: slack[j])
            step = slack[nearest]
            for j in range(columns + 1):
                if done[j]:
                    u[row_of[j]] += step
                    v[j] -= step
                else:
                    slack[j] -= step
            column = nearest
        while column:
            row_of[column], column = row_of[came_from[column]], came_from[column]
    return sum(worth[row_of[j] - 1][j - 1] for j in range(1, columns + 1) if row_of[j])


def _read(text: str, largest: float) -> list[Box]:
    """Every box of a text. Raises ValueError for a malformed one, and for a text without any list."""
    lists = [match for match in _LIST.finditer(_CORNERS.sub(r"[\1,\2]", text)) if "," in match[1]]
    if not lists and not re.search(r"\[\s*\]", text):
        raise ValueError("there is no list of boxes")
    return [_box(match[1], match[2], largest) for match in lists]


def _box(body: str, closed: str, largest: float) -> Box:
    try:
        left, top, right, bottom = map(float, body.split(","))
    except ValueError:
        raise ValueError(f"[{body[:60]}] is not four numbers") from None
    inside = 0 <= left < right <= largest and 0 <= top < bottom <= largest
    if not closed or not inside or (right - left) * (bottom - top) == 0:  # a speck whose area is too small for a float
        raise ValueError(f"[{body[:60]}] is not left < right and top < bottom within 0 and {largest:g}")
    return left, top, right, bottom
