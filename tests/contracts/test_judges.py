"""Every judge prompt: reads its own examples, shows everything once, treats both responses alike."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from plaudit.core import Criterion, Image, Part, Sample, Text, answer, user
from plaudit.judges._ask import request
from plaudit.judges._faults import KINDS, UNPARSED
from plaudit.judges._prompt import PROMPTS, JudgePrompt, parse_prompt
from tests.fakes import png

LOADED = {path.stem: parse_prompt(path.read_text("utf-8"), path) for path in sorted(PROMPTS.glob("*.md"))}
PAIRWISE = [name for name, prompt in LOADED.items() if prompt.front["kind"] == "pairwise"]
TYPED = "Say {{b}} and {{response}} and [[A]], {prompt} {0} %s"
"""What a user may type."""
IMAGES = {name: Image(png(name)) for name in ("red", "green", "blue", "yellow")}


def task(prompt: JudgePrompt, *, swapped: bool = False) -> list[Part]:
    """The parts of the judge's message for a sample that shows an image wherever it can."""
    sample = Sample(
        id="s",
        prompt=(user(IMAGES["red"], f"PROMPT {TYPED}"),),
        reference=(Text("REFERENCE"), IMAGES["yellow"]),
        criteria=(Criterion(text="CRITERION"),),
    )
    first, second = answer(f"FIRST {TYPED}", IMAGES["green"]), answer(IMAGES["blue"], f"SECOND {TYPED}")
    a, b = (second, first) if swapped else (first, second)
    shown = {"a": a, "b": b} if "a" in prompt.shows else {"response": first}
    made = request(prompt, sample, (0,), **shown, criterion="CRITERION")
    assert [message.role for message in made.prompt] == ["system"] * ("system" in prompt.front) + ["user"]
    return list(made.prompt[-1].parts)


def text(parts: list[Part]) -> str:
    return "".join(part.text for part in parts if isinstance(part, Text))


def test_there_is_one_of_each_kind_and_one_for_the_lab() -> None:
    assert set(KINDS) <= LOADED.keys() and {f"lab_{kind}" for kind in KINDS} <= LOADED.keys()


@pytest.mark.parametrize("name", LOADED)
def test_it_reads_its_own_examples(name: str) -> None:
    prompt = LOADED[name]
    examples = prompt.front.get("examples", {})
    for said, verdict in examples.items():
        assert prompt.read(said) == (None if verdict == UNPARSED else verdict), said
    if prompt.front["kind"] != "yes_token":
        assert UNPARSED in examples.values() and len(set(examples.values())) > 1


@pytest.mark.parametrize("name", LOADED)
def test_it_shows_everything_once_and_in_place(name: str) -> None:
    prompt = LOADED[name]
    parts = task(prompt)
    shown = [part for part in parts if isinstance(part, Image)]
    wanted = {"prompt": "red", "response": "green", "a": "green", "b": "blue", "reference": "yellow"}
    assert shown == [IMAGES[wanted[place]] for place in prompt.shows if place in wanted]
    words = {
        "prompt": "PROMPT", "response": "FIRST", "a": "FIRST", "b": "SECOND", "reference": "REFERENCE",
        "criteria": "CRITERION", "criterion": "CRITERION",
    }  # fmt: skip
    found = Counter(re.findall("PROMPT|FIRST|SECOND|REFERENCE|CRITERION", text(parts)))
    assert found == Counter(words[place] for place in prompt.shows)


@pytest.mark.parametrize("name", LOADED)
def test_what_a_user_typed_stays_as_it_is(name: str) -> None:
    assert text(task(LOADED[name])).count(TYPED) == 3 - ("response" in LOADED[name].shows)


@pytest.mark.parametrize("name", PAIRWISE)
def test_both_responses_are_treated_alike(name: str) -> None:
    """Exchanging two responses exchanges them in the text and nothing else; no wording favours a place."""
    prompt = LOADED[name]
    straight, swapped = (
        [p if isinstance(p, Text) else "image" for p in task(prompt, swapped=s)] for s in (False, True)
    )  # fmt: skip
    assert straight != swapped
    once, twice = text(task(prompt)), text(task(prompt, swapped=True))
    exchanged = once.replace("FIRST", "#").replace("SECOND", "FIRST").replace("#", "SECOND")
    assert exchanged == twice
    own = prompt.text.split("---\n")[2]
    for a, b in ((r"\bA\b", r"\bB\b"), (r"\{\{a\}\}", r"\{\{b\}\}"), ("first", "second")):
        assert len(re.findall(a, own)) == len(re.findall(b, own))
    assert {"A", "B"} <= set(prompt.front["examples"].values())
