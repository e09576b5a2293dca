"""The perturbations of text that need but a line each, and what they have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from plaudit.core import DataError, Image, Label, Message, Response, Sample, Text, answer, user
from plaudit.data.perturb.contradiction import contradiction
from plaudit.data.perturb.markdown import markdown
from plaudit.data.perturb.trivial_tokens import OPENERS, trivial_tokens
from plaudit.data.perturb.verbosity import PADDING, verbosity
from tests.fakes import pair, png

SAMPLES = [pair(str(k), "A cat.\nAnd a dog.", "A cow.") for k in range(30)]
Perturbation = Callable[[Sequence[Sample], int], list[Sample]]


def texts(samples: Sequence[Sample]) -> list[list[str]]:
    return [[r.text for r in s.responses] for s in samples]


def test_markdown_is_a_heading_and_bold_lines() -> None:
    assert texts(markdown(SAMPLES[:1])) == [["## Answer\n\n**A cat.**\n\n**And a dog.**", "## Answer\n\n**A cow.**"]]


def test_contradiction_denies_at_the_end() -> None:
    assert texts(contradiction(SAMPLES[:1]))[0][1] == "A cow. None of what I just said is true."


def test_verbosity_adds_the_same_sentences_to_all_responses() -> None:
    for one, two in texts(verbosity(SAMPLES)):
        added = two.removeprefix("A cow. ")
        assert one == f"A cat.\nAnd a dog. {added}"
        assert sum(sentence in added for sentence in PADDING) == 2
    assert texts(verbosity(SAMPLES)) == texts(verbosity(SAMPLES, 0))
    assert texts(verbosity(SAMPLES)) != texts(verbosity(SAMPLES, 1))


def test_trivial_tokens_stand_in_front_and_all_of_them_come_up() -> None:
    found = texts(trivial_tokens(SAMPLES))
    openers = {two.removesuffix("A cow.") for _, two in found}
    assert openers == set(OPENERS)
    assert all(one.removesuffix("A cat.\nAnd a dog.") == two.removesuffix("A cow.") for one, two in found)


@pytest.mark.parametrize("change", [markdown, contradiction, verbosity, trivial_tokens])
def test_images_stay_steps_go_and_only_text_changes(change: Perturbation) -> None:
    picture = Image(png("red"))
    turns = (
        Message(role="assistant", parts=(Text("I look it up."),)),
        Message(role="assistant", parts=(Text("Here: "), picture, Text("a cat."))),
    )
    sample = Sample(
        id="a",
        prompt=(user("What?"),),
        responses=(Response(turns=turns), answer(picture), answer("")),
        labels=(Label(values=(2.0, 1.0, 0.0), steps=((1.0,), (), ())),),
    )
    (changed,) = change([sample, replace(sample, id="b", responses=(), labels=())], 0)
    first, second, third = changed.responses
    assert first.turns[0] == turns[0]
    assert first.turns[1].parts[:2] == turns[1].parts[:2]
    assert first.text != sample.responses[0].text
    assert (second, third) == sample.responses[1:]
    assert changed.labels == (Label(values=(2.0, 1.0, 0.0)),)


@pytest.mark.parametrize("change", [markdown, contradiction, verbosity, trivial_tokens])
def test_no_text_is_an_error(change: Perturbation) -> None:
    with pytest.raises(DataError, match="no response holds text"):
        change([Sample(id="a", prompt=(user("?"),), responses=(answer(Image(png("red"))),))], 0)
