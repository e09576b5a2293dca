from __future__ import annotations

from pathlib import Path

import pytest

from plaudit.core import DataError, Message, Sample, Text, UsageError, answer, user
from plaudit.judges._ask import request
from plaudit.judges._prompt import PROMPTS, load_prompt, parse_prompt

GOOD = (PROMPTS / "pairwise.md").read_text()
POINT = (PROMPTS / "pointwise.md").read_text()
YES = (PROMPTS / "yes_token.md").read_text()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("Which is better?", "it has no front matter. Begin with YAML"),
        (GOOD.replace("values:", "values"), "its front matter is not YAML"),
        ("---\n- a\n---\n{{prompt}}", "its kind is None. Write one of pairwise"),
        (GOOD.replace("kind: pairwise", "kind: best"), "its kind is 'best'"),
        (GOOD.replace("verdict:", "verdicts:"), "its front matter lacks 'verdict'"),
        (GOOD.replace("system:", "scale:"), "its front matter has 'scale'"),
        (GOOD.replace("{{b}}", ""), "its text does not show {{b}}"),
        (GOOD.replace("{{b}}", "{{b}} {{b}}"), "its text shows {{b}} 2 times"),
        (GOOD.replace("{{b}}", "{{b}} {{c}}"), "its text shows {{c}}"),
        (GOOD.replace("([ABC])", "[ABC]"), r"its verdict cannot be '\\[\\[\\s*[ABC]\\s*\\]\\]'. Write a regular"),
        (GOOD.replace("([ABC])", "([ABC)"), "its verdict cannot be"),
        (GOOD.replace("C: tie", "C: both"), "its values cannot be {'A': 'A', 'B': 'B', 'C': 'both'}"),
        (GOOD.replace("{A: A, B: B, C: tie}", "{1: A, 2: B}"), "its values cannot be {1: 'A', 2: 'B'}"),
        (GOOD.replace("kind: pairwise", "kind: pairwise\nmatch: all"), "its match cannot be 'all'"),
        (POINT.replace("[1, 10]", "[10, 1]"), "its scale cannot be [10, 1]"),
        (POINT.replace("[1, 10]", "[1, five]"), "its scale cannot be [1, 'five']"),
        (YES.replace('["Yes", "No"]', "[Yes, No]"), "its answers cannot be [True, False]"),
        (YES.replace('["Yes", "No"]', '["Yes", "Yes"]'), "its answers cannot be ['Yes', 'Yes']"),
    ],
)
def test_a_malformed_file_is_named_with_a_remedy(text: str, complaint: str) -> None:
    with pytest.raises(DataError) as caught:
        parse_prompt(text, Path("mine.md"))
    assert str(caught.value).startswith(f"mine.md: {complaint}")


def test_the_first_match_counts_where_the_file_says_so() -> None:
    said = "[[A]], or [[B]]"
    assert parse_prompt(GOOD, Path("a.md")).read(said) == "B"
    assert parse_prompt(GOOD.replace("kind:", "match: first\nkind:"), Path("a.md")).read(said) == "A"


def test_one_s_own_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.md"
    file.write_text(GOOD)
    loaded = load_prompt(file, "pairwise")
    assert (loaded.name, loaded.text) == ("mine", GOOD)
    with pytest.raises(
        UsageError, match=r"mine\.md: it is a pairwise prompt\. A pointwise judge needs a pointwise one"
    ):
        load_prompt(file, "pointwise")


def test_paragraphs_without_anything_to_show_are_left_out() -> None:
    prompt = load_prompt("pointwise", "pointwise")
    sample = Sample(id="s", prompt=(user("How many?"),))
    (system, task) = request(prompt, sample, (0,), response=answer("Two.")).prompt
    assert system.role == "system"
    assert task.text.startswith("The request:\n\nHow many?\n\nThe answer:\n\nTwo.\n\nHow good")


def test_an_empty_response_is_shown_as_empty() -> None:
    prompt = load_prompt("lab_pointwise", "pointwise")
    made = request(prompt, Sample(id="s", prompt=(user("How many?"),)), (0,), response=answer())
    assert made.prompt[-1].text == "How many?  Rate it."


def test_of_several_turns_each_has_its_role() -> None:
    talk = tuple(Message(role=role, parts=(Text(said),)) for role, said in (("user", "Hi"), ("assistant", "Yes?")))
    made = request(load_prompt("lab_pointwise", "pointwise"), Sample(id="s", prompt=talk), (0,), response=answer("."))
    assert made.prompt[-1].text == "user: Hi\n\nassistant: Yes? . Rate it."
