"""The response says what the reference says."""

import re
import unicodedata

from plaudit.core import Score
from plaudit.rules._rule import Rule, compared, example

GOLD = (
    example("Paris", "Paris"),
    example(" the  Eiffel\nTower. ", "The Eiffel Tower"),
    example("“½”", "1\N{FRACTION SLASH}2"),
)
WRONG = (example("London", "Paris"), example("", "Paris"), example("Paris or London", "Paris"), example("5", "-5"))
MALFORMED = (example("Paris"),)

_QUOTES = "\"'`“”\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}«» "


def exact(*, ignore_case: bool = True, ignore_ends: bool = True) -> Rule:
    """1 where the whole text of the response equals the reference, else 0. An empty response is wrong: 0.

    Both are brought to Unicode's NFKC form with single spaces first.
    ignore_case: "PARIS" is "Paris".
    ignore_ends: quotation marks around the text and a full stop, comma, colon or semicolon after it do not count.
    """

    def normal(text: str) -> str:
        text = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()
        if ignore_case:
            text = text.casefold()
        if ignore_ends:
            text = text.lstrip(_QUOTES).rstrip(_QUOTES + ".,:;") or text
        return text

    return compared(
        "exact",
        lambda said, right: Score(value=float(normal(said) == normal(right))),
        manifest={"ignore_case": ignore_case, "ignore_ends": ignore_ends},
    )
