from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaudit.core import Label, Pair, prefer
from tests import strategies as any_


@given(any_.labels(4))
def test_pairs_are_all_twos_with_a_value(label: Label) -> None:
    value = {i: v for i, v in zip(label.of, label.values, strict=True) if v is not None}
    pairs = list(label.pairs())
    assert len({frozenset(pair[:2]) for pair in pairs}) == len(pairs) == math.comb(len(value), 2)
    for pair in pairs:
        assert pair.gap == value[pair.better] - value[pair.worse] >= 0
        assert pair.strength == label.strength


@given(any_.labels(4))
def test_pairs_turn_round_when_the_values_do(label: Label) -> None:
    turned = replace(label, kind="order", scale=None, values=tuple(None if v is None else -v for v in label.values))
    there = Counter((p.better, p.worse, p.gap) for p in label.pairs() if p.gap)
    back = Counter((p.worse, p.better, p.gap) for p in turned.pairs() if p.gap)
    assert there == back


@given(st.data(), any_.labels(4))
def test_pairs_do_not_depend_on_the_order_shown(data: st.DataObject, label: Label) -> None:
    order = data.draw(st.permutations(range(len(label.of))))
    steps = tuple(label.steps[k] for k in order) if label.steps else ()
    other = replace(
        label, of=tuple(label.of[k] for k in order), values=tuple(label.values[k] for k in order), steps=steps
    )
    assert {p for p in label.pairs() if p.gap} == {p for p in other.pairs() if p.gap}
    assert {frozenset(p[:2]) for p in label.pairs()} == {frozenset(p[:2]) for p in other.pairs()}


def test_pairs_by_hand() -> None:
    ranked = Label(values=(1.0, None, 3.0, 1.0), of=(4, 0, 2, 1), strength=0.5)
    assert list(ranked.pairs()) == [Pair(2, 4, 2.0, 0.5), Pair(4, 1, 0.0, 0.5), Pair(2, 1, 2.0, 0.5)]
    assert list(Label(values=(None, None), decision="undecided").pairs()) == []
    assert list(Label(values=(0.0, 0.0), decision="both_bad").pairs()) == [Pair(0, 1, 0.0, None)]


def test_of_is_all_in_order_unless_given() -> None:
    assert Label(values=(1.0, 0.0, 2.0)).of == (0, 1, 2)
    assert prefer(3, 1, annotator="ann", strength=2.0) == Label(
        values=(1.0, 0.0), of=(3, 1), annotator="ann", strength=2.0
    )


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"values": (1.0, 0.0), "of": (0,)}, "give one value per judged response"),
        ({"values": (1.0, 0.0), "of": (0, 0)}, "give one value per judged response"),
        ({"values": (math.nan,)}, "never NaN or infinity"),
        ({"values": (math.inf,)}, "never NaN or infinity"),
        ({"values": (1.0,), "strength": math.nan}, "never NaN or infinity"),
        ({"values": (1.0,), "steps": ((None, math.nan),)}, "never NaN or infinity"),
        ({"values": (1.0, None), "decision": "missing"}, "a label that is missing holds no values"),
        ({"values": (1.0, 0.0), "decision": "undecided"}, "a label that is undecided holds no values"),
        ({"values": (1.0, 0.0), "decision": "both_bad"}, "both_bad is a tie"),
        ({"values": (0.5,), "kind": "binary"}, "a binary label is 0 or 1"),
        ({"values": (6.0,), "kind": "rating", "scale": (1.0, 5.0)}, r"leave the scale \(1.0, 5.0\)"),
        ({"values": (1.0, 0.0), "steps": ((1.0,),)}, "steps of 1 responses for 2 values"),
    ],
)
def test_a_label_that_contradicts_itself(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Label(**fields)
