"""The layout that a response must follow."""

from __future__ import annotations

import re
from collections.abc import Sequence

from plaudit.core import Sample, Score, UsageError
from plaudit.rules._rule import Rule, example, rule

GOLD = (
    example("<think>Two cubes.</think><answer>2</answer>"),
    example("\n<think>Two\ncubes.</think>\n\n<answer> 2 </answer>\n"),
)
WRONG = (
    example("2"),
    example("<think>Two cubes.</think>"),
    example("<answer>2</answer><think>Two cubes.</think>"),
    example("<think>Two cubes.</think><answer>2</answer> I am sure."),
    example("<think>a</think><think>b</think><answer>2</answer>"),
    example("<think>a</think><answer>1</answer><answer>2</answer>"),
    example("<think> </think><answer>2</answer>"),
)
MALFORMED = (example(""),)  # scored: to be malformed is what this rule is about


def required_format(*, tags: Sequence[str] = ("think", "answer"), pattern: str | None = None) -> Rule:
    """1 where the whole response has the layout, else 0. Space around it does not count; an empty response is wrong.

    tags: sections in this order, each exactly once and not empty, with nothing but space between them:
    `<think>...</think><answer>...</answer>`.
    pattern: a regular expression instead; "." matches line ends too. Beware of patterns that take exponential time.
    Raises UsageError for a pattern that is not one, and for no tags.
    """
    if not tags and pattern is None:
        raise UsageError("there is no layout to follow", where="required_format", remedy="Give tags or a pattern.")
    try:
        layout = re.compile(_sections(tags) if pattern is None else pattern, re.DOTALL)
    except re.error as error:
        what = f"{pattern!r} is not a regular expression: {error}"
        raise UsageError(what, where="required_format", remedy="Correct the pattern.") from None

    def rate(sample: Sample, index: int) -> Score:
        text = sample.responses[index].text.strip()
        return Score(value=float(bool(text) and layout.fullmatch(text) is not None))

    return rule("required_format", rate, manifest={"pattern": layout.pattern}, bounds=(0.0, 1.0))


def _sections(tags: Sequence[str]) -> str:
    names = "|".join(map(re.escape, tags))
    inside = rf"\s*(?!</?(?:{names})>)\S(?:(?!</?(?:{names})>).)*"
    return r"\s*".join(f"<{re.escape(tag)}>{inside}</{re.escape(tag)}>" for tag in tags)
