from __future__ import annotations

import pytest

from plaudit.rules.choice import choice
from tests.rules.rated import worth


@pytest.mark.parametrize(
    "said",
    [
        "B",
        "b",
        "B.",
        "(B)",
        "**B**",
        "B) the blue one",
        "B: the blue one",
        "Answer: B",
        "answer:\n(B)",
        "ANSWER: B",
        "The answer is B because of the light",
        "Final answer: **B**",
        "the correct answer is option b.",
        "I choose option B",
        r"Hence \boxed{B}.",
        r"\boxed{\mathrm{(B)}}",
        "<think>A? C? (A)!</think>B",
        "(A) is too dark and (C) too light. Answer: (B)",
        "The answer is not A. The answer is B.",
    ],
)
def test_ways_to_name_a_letter(said: str) -> None:
    assert worth(choice(), said, "B") == 1.0
    assert worth(choice(), said, "C") == 0.0


@pytest.mark.parametrize(
    "said",
    [
        "",
        "no idea",
        "A cat sits on a mat",
        "I think so",
        "The answer is a cat",
        "The answer is a 'cat'",
        "Answer: I'm sure",
        "(B) or (C)",
        "B or C",
        "B, C",
        "A. B. C. D.",
        "A. red\nB. blue",
        "Answer: B or C",
        "Answer: **B** and **C**",
        "The answer is (B) or (C).",
        "The answer is B, C",
        "I choose option B/C",
        r"\boxed{B, C}",
        "Answer: B\nAnswer: C",
        r"\boxed{B} or \boxed{C}",
        "<answer>B</answer><answer>C</answer>",
        "Bananas",
        "Answer: Blue",
        "Z",
    ],
)
def test_what_names_no_one_letter(said: str) -> None:
    assert worth(choice(), said, "B") == "unparsed"
    assert worth(choice(unreadable=0.0), said, "B") == 0.0


@pytest.mark.parametrize("right", ["B", "(B)", "b", "B. the blue one", r"\boxed{B}", "Answer: B"])
def test_ways_to_write_the_reference(right: str) -> None:
    assert worth(choice(), "B", right) == 1.0


def test_a_reference_without_a_letter_is_missing() -> None:
    assert worth(choice(), "B", "blue") == "missing"
    assert worth(choice(unreadable=0.0), "B", "blue") == "missing"


def test_only_letters_that_may_be_chosen_count() -> None:
    assert worth(choice(letters="AB"), "(C), no, (B)", "B") == 1.0
    assert worth(choice(letters="abc"), "(C), no, (B)", "B") == "unparsed"


def test_the_length_of_a_response_costs_little() -> None:
    assert worth(choice(), "answer " * 50_000 + "<answer>" * 50_000 + "answer: B", "B") == 1.0
