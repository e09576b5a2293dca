from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaudit.core import DataError, Label, Sample, answer, prefer, user
from plaudit.data.conversions import binary, last, preferences, rescaled, step_ratings, with_labels
from plaudit.data.pooled_labels import mean_ratings, rankings, vote_shares
from tests.strategies import labels

RATING = Label(values=(4.0, 2.0, 4.0, None), kind="rating", scale=(1, 5), annotator="ann", note="why")
ALL: dict[str, Callable[[Sequence[Label]], tuple[Label, ...]]] = {
    "preferences": preferences,
    "rankings": rankings,
    "rescaled": partial(rescaled, scale=(0, 1)),
    "binary": partial(binary, at_least=3),
    "mean_ratings": mean_ratings,
    "vote_shares": vote_shares,
    "step_ratings": step_ratings,
}


@pytest.mark.parametrize("name", ALL)
@given(label=labels(3))
def test_a_label_that_is_not_given_stays(name: str, label: Label) -> None:
    if label.decision != "given":
        assert ALL[name]([label, label]) == (label, label)


def test_ratings_as_preferences() -> None:
    first, tie, third = preferences([RATING])
    assert first == replace(prefer(0, 1, annotator="ann", strength=2.0), note="why")
    assert tie == Label(values=(0.5, 0.5), of=(0, 2), annotator="ann", note="why")
    assert (third.of, third.values, third.strength) == ((1, 2), (0.0, 1.0), 2.0)


def test_binary_labels_shares_and_orders_as_preferences() -> None:
    assert preferences([Label(values=(0, 1), kind="binary")]) == (Label(values=(0.0, 1.0)),)
    assert preferences([Label(values=(0.75, 0.25), kind="share")]) == (prefer(0, 1, strength=0.5),)
    assert preferences([Label(values=(0.5, 0.5), kind="share")]) == (Label(values=(0.5, 0.5)),)
    shown = Label(values=(-2.0, -1.0), of=(1, 0), ordered=True, strength=3.0)
    assert preferences([shown]) == (replace(shown, values=(0.0, 1.0)),)


def test_ratings_on_another_scale() -> None:
    (found,) = rescaled([RATING], (0, 100))
    assert found == replace(RATING, values=(75.0, 25.0, 75.0, None), scale=(0, 100))
    with pytest.raises(DataError, match="scale None cannot be moved"):
        rescaled([replace(RATING, scale=None)], (0, 1))


@given(st.lists(st.floats(1, 5), min_size=1, max_size=4), st.floats(-100, 100), st.floats(0.01, 100))
def test_ratings_come_back_from_another_scale(values: list[float], least: float, length: float) -> None:
    label = Label(values=tuple(values), kind="rating", scale=(1, 5))
    (found,) = rescaled(rescaled([label], (least, least + length)), (1, 5))
    assert found.scale == label.scale and found.values == pytest.approx(label.values, abs=1e-8)


def test_ratings_as_binary_labels() -> None:
    (found,) = binary([RATING], at_least=4)
    assert found == replace(RATING, kind="binary", scale=None, values=(1.0, 0.0, 1.0, None))


def test_steps_as_ratings() -> None:
    label = Label(values=(None, None), kind="rating", scale=(0, 1), steps=((0.5, 0.25, 0.5, None), (None,)))
    (least,) = step_ratings([label])
    assert least == replace(label, values=(0.25, None))
    assert step_ratings([label], math.prod)[0].values == (0.0625, None)
    assert step_ratings([label], last)[0].values == (0.5, None)
    (marked,) = step_ratings([Label(values=(None,), kind="binary", steps=((1.0, 0.0),))])
    assert (marked.kind, marked.scale, marked.values) == ("rating", (0.0, 1.0), (0.0,))
    with pytest.raises(DataError, match=r"ratings \(9.0,\), beyond the scale \(1, 5\)"):
        step_ratings([Label(values=(None,), kind="rating", scale=(1, 5), steps=((3.0, 3.0),))], math.prod)


def test_a_sample_with_converted_labels() -> None:
    sample = Sample(id="s", prompt=(user("Hi"),), responses=(answer("a"), answer("b")), labels=(prefer(1, 0),))
    assert with_labels(sample, vote_shares).labels[0].values == (0.0, 1.0)
    with pytest.raises(DataError, match="sample 's': nothing says"):
        with_labels(replace(sample, labels=(Label(values=(1.0,), of=(0,)), Label(values=(1.0,), of=(1,)))), rankings)
