"""The letter of a multiple choice, found in free text."""

from __future__ import annotations

import re

from plaudit.core import Score, Unscored
from plaudit.rules._rule import Rule, compared, example, final

GOLD = (
    example("B", "B"),
    example("(b)", "B"),
    example("B. the red cube", "(B)"),
    example("Option A is too small, so **the answer is (B)**.", "B"),
    example("A. red\nB. blue\nAnswer: B", "B"),
    example(r"Not (A), hence $\boxed{\text{B}}$", "B. blue"),
    example("<think>The answer is A? No.</think><answer>B</answer>", "B"),
    example("The correct answer is A because it rains.", "A"),
)
WRONG = (example("A", "B"), example("The answer is C.", "B"), example(r"\boxed{D}", "(B)"))
MALFORMED = (
    example("", "B"),
    example("I cannot tell.", "B"),
    example("(A) or (B)", "B"),
    example("Answer: A. Answer: B", "B"),
    example("The answer is a red cube", "A"),
    example("B"),
)

# "A" and "I" are words, and so is a small letter: these do not count where a word follows. Nor does "B or C".
_LETTER = (
    r"""[\s*_$(\[{]*([B-HJ-Z](?![^\W_])|[A-Za-z](?=[^\w\s'"]|\s*(?:\Z|\n)|\s+(?:[-:]\s|because\b|since\b|as\b)))"""
    r"""(?![\s*_$)\]]*(?:[,/&]|or\b|and\b)[\s*_$(\[]*(?:(?i:option)\s)?[A-Za-z](?![^\W_]))"""
)
_WAYS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\\boxed\s*\{(?:\\(?:text|mathrm|textbf|mathbf)\s*\{)?" + _LETTER,
        r"(?i:\banswer)\W{0,4}(?i:is|:|=)\W{0,4}(?i:(?:option|choice)\b)?" + _LETTER,
        r"(?i:\b(?:option|choice)\b)" + _LETTER,
        r"[(\[]\s*([A-Za-z])\s*[)\]]",
        r"(?m:^)[^\w\n]*([A-Za-z])(?=[^\w\n]*(?:\Z|\n)|\s*[.):]\s+(?![A-Za-z][.):]))",
    )
)
"""From the most explicit way of naming a letter to the least; the first that is used decides."""


def choice(*, letters: str = "ABCDEFGH", unreadable: float | None = None) -> Rule:
    r"""1 where the response names the letter of the reference, else 0.

    It is looked for in `<answer>` tags if there are any, and there as `\boxed{B}`, then after "answer is" or
    "answer:", then "option B", then "(B)", then "B" at the beginning of a line. Two letters named in one way are none.

    letters: those that may be chosen.
    unreadable: the score of a response without exactly one letter, an empty one too; None: Unscored("unparsed").
    """

    def compare(said: str, right: str) -> Score | Unscored:
        wanted, found = _named(right, letters), _named(said, letters)
        if len(wanted) != 1:
            return Unscored(why="missing", detail=f"the reference names no one letter: {right[:40]!r}")
        if len(found) == 1:
            return Score(value=float(found == wanted))
        if unreadable is not None:
            return Score(value=unreadable)
        what = f"names {' and '.join(sorted(found))}" if found else f"names none of {letters}"
        return Unscored(why="unparsed", detail=f"the response {what}")

    return compared("choice", compare, manifest={"letters": letters, "unreadable": unreadable})


def _named(text: str, letters: str) -> set[str]:
    said = final(text)
    ways = ({letter.upper() for letter in way.findall(said)} & set(letters.upper()) for way in _WAYS)
    return next((found for found in ways if found), set())
