from __future__ import annotations

import pytest

from plaudit.core import UsageError
from plaudit.rules.required_format import required_format
from tests.rules.rated import worth


def test_other_tags_in_their_order() -> None:
    rule = required_format(tags=("think", "look", "answer"))
    assert worth(rule, "<think>a</think> <look>b</look>\n<answer>c</answer>") == 1.0
    assert worth(rule, "<think>a</think><answer>c</answer>") == 0.0
    assert worth(rule, "<look>b</look><think>a</think><answer>c</answer>") == 0.0


def test_tags_of_others_and_signs_are_text() -> None:
    assert worth(required_format(), "<think>a < b, <b>bold</b></think><answer>\\boxed{1}</answer>") == 1.0


def test_a_pattern_must_match_from_end_to_end() -> None:
    rule = required_format(pattern=r"Answer: [A-D].*")
    assert worth(rule, " Answer: B\nfor sure ") == 1.0
    assert worth(rule, "My Answer: B") == 0.0
    assert worth(required_format(pattern=".*"), "") == 0.0


def test_a_long_response_costs_little() -> None:
    assert worth(required_format(), "<think>" * 20_000) == 0.0
    assert worth(required_format(), "<think>" + "word " * 50_000 + "</think><answer>1</answer>") == 1.0
    assert worth(required_format(), "<think>" + " " * 20_000) == 0.0


def test_wrong_layouts_are_refused() -> None:
    with pytest.raises(UsageError, match="not a regular expression"):
        required_format(pattern="(")
    with pytest.raises(UsageError, match="no layout"):
        required_format(tags=())
