from __future__ import annotations

from itertools import product

import pytest

from plaudit.lab.claims import (
    BESIDE,
    KINDS,
    NUMBERS,
    Claim,
    Counts,
    Exists,
    HasColor,
    HasSize,
    Relates,
    Shows,
    read,
    sentences,
)
from plaudit.lab.scenes import COLORS, DIGITS, LOOKS, SHAPES, SIZES, Look, Scene, Thing

RED_CIRCLE, RED_STAR, BLUE_STAR = Look("red", "circle"), Look("red", "star"), Look("blue", "star")
GREEN_CROSS = Look("green", "cross")
# red circle 7 . .
# .  (blue star) .
# .  .  red star
SCENE = Scene((Thing(RED_CIRCLE, 0, "large", "7"), Thing(BLUE_STAR, 4, "small"), Thing(RED_STAR, 8, "large", "1")))

EVERY: list[Claim] = [
    *(Exists(look) for look in LOOKS),
    *(HasColor(shape, cell, color) for shape, cell, color in product(SHAPES, range(9), COLORS)),
    *(HasSize(look, size) for look, size in product(LOOKS, SIZES)),
    *(Relates(look, side, other) for look, side, other in product(LOOKS, BESIDE, LOOKS) if look != other),
    *(Counts(number, what) for number, what in product(range(len(NUMBERS)), COLORS + SHAPES)),
    *(Shows(look, digit) for look, digit in product(LOOKS, DIGITS)),
]


def test_every_sentence_reads_back_to_its_claim() -> None:
    # 25 + 225 + 50 + 25 * 4 * 24 + 6 * 10 + 250
    assert len(EVERY) == len({str(claim) for claim in EVERY}) == 3010
    assert {claim.kind for claim in EVERY} == set(KINDS)
    for claim in EVERY:
        assert read(str(claim)) == claim


def test_every_sentence_is_one_sentence_and_its_question_says_less() -> None:
    for claim in EVERY:
        assert sentences(str(claim)) == [str(claim)]
        assert claim.question.endswith("?")
        assert read(claim.question) is None


@pytest.mark.parametrize(
    ("claim", "sentence", "question"),
    [
        (Exists(RED_CIRCLE), "There is a red circle.", "What is one object in the image?"),
        (HasColor("star", 4, "blue"), "The star in the center is blue.", "What color is the star in the center?"),
        (HasSize(RED_CIRCLE, "large"), "The red circle is large.", "What size is the red circle?"),
        (
            Relates(RED_CIRCLE, "left of", BLUE_STAR),
            "The red circle is left of the blue star.",
            "Where is the red circle relative to the blue star?",
        ),
        (Counts(1, "red"), "There is one red object.", "How many red objects are there?"),
        (Counts(2, "cross"), "There are two crosses.", "How many crosses are there?"),
        (Counts(0, "star"), "There are no stars.", "How many stars are there?"),
        (Shows(RED_CIRCLE, "7"), "The red circle shows a 7.", "Which digit does the red circle show?"),
    ],
)
def test_sentences_and_questions(claim: Claim, sentence: str, question: str) -> None:
    assert (str(claim), claim.question) == (sentence, question)


@pytest.mark.parametrize(
    "claim",
    [
        Exists(RED_CIRCLE),
        HasColor("circle", 0, "red"),
        HasColor("star", 4, "blue"),
        HasSize(RED_CIRCLE, "large"),
        HasSize(BLUE_STAR, "small"),
        Relates(RED_CIRCLE, "left of", BLUE_STAR),
        Relates(RED_CIRCLE, "above", BLUE_STAR),
        Relates(RED_STAR, "right of", RED_CIRCLE),
        Relates(RED_STAR, "below", BLUE_STAR),
        Counts(2, "red"),
        Counts(2, "star"),
        Counts(1, "circle"),
        Counts(0, "green"),
        Shows(RED_CIRCLE, "7"),
        Shows(RED_STAR, "1"),
    ],
    ids=str,
)
def test_true_claims_hold(claim: Claim) -> None:
    assert claim.holds(SCENE)


@pytest.mark.parametrize(
    "claim",
    [
        Exists(GREEN_CROSS),
        Exists(Look("blue", "circle")),
        HasColor("circle", 0, "blue"),
        HasColor("star", 0, "red"),
        HasColor("star", 5, "blue"),
        HasColor("star", 8, "blue"),
        HasSize(RED_CIRCLE, "small"),
        HasSize(GREEN_CROSS, "small"),
        Relates(RED_CIRCLE, "right of", BLUE_STAR),
        Relates(RED_CIRCLE, "below", BLUE_STAR),
        Relates(RED_CIRCLE, "left of", GREEN_CROSS),
        Relates(GREEN_CROSS, "left of", RED_CIRCLE),
        Counts(1, "red"),
        Counts(3, "star"),
        Counts(0, "circle"),
        Shows(RED_CIRCLE, "1"),
        Shows(BLUE_STAR, "7"),
        Shows(GREEN_CROSS, "7"),
    ],
    ids=str,
)
def test_false_claims_do_not(claim: Claim) -> None:
    assert not claim.holds(SCENE)


def test_objects_of_one_column_or_row_have_no_side() -> None:
    scene = Scene((Thing(RED_CIRCLE, 0), Thing(BLUE_STAR, 6), Thing(RED_STAR, 2)))
    sides = {
        other: [s for s in BESIDE if Relates(RED_CIRCLE, s, other).holds(scene)] for other in (BLUE_STAR, RED_STAR)
    }
    assert sides == {BLUE_STAR: ["above"], RED_STAR: ["left of"]}


@pytest.mark.parametrize(
    "sentence",
    ["There is a red circle", "  there IS  a\nRed circle. ", "There is a red circle!", "There is a red circle ."],
)
def test_case_spaces_and_the_stop_do_not_matter(sentence: str) -> None:
    assert read(sentence) == Exists(RED_CIRCLE)


def test_both_articles_are_read() -> None:
    assert read("The red circle shows an 8.") == read("The red circle shows a 8.") == Shows(RED_CIRCLE, "8")


@pytest.mark.parametrize(
    "sentence",
    [
        "", ".", "Yes.", "There is a circle.", "There is a pink circle.", "There is a red circle?",
        "There is a red circle and a blue star.", "I think there is a red circle.", "There are seven circles.",
        "The red circle shows a 10.", "The red circle is near the blue star.", "The circle in the middle is red.",
    ],
)  # fmt: skip
def test_what_is_no_claim_is_not_read_as_one(sentence: str) -> None:
    assert read(sentence) is None


def test_a_text_is_cut_at_its_stops() -> None:
    assert sentences("One. Two!  Three?\nFour") == ["One.", "Two!", "Three?", "Four"]
    assert sentences("...") == sentences(" ") == sentences("") == []
