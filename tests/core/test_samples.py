from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaudit.core import Image, Label, Message, Part, Sample, ScorerInfo, Text, Video, answer, prefer, user
from tests import strategies as any_


def orders(n: int) -> st.SearchStrategy[list[int]]:
    """Some of n indices, in any order."""
    return st.permutations(range(n)).flatmap(lambda order: st.integers(0, n).map(lambda k: order[:k]))


def said(sample: Sample) -> list[tuple[str | None, dict[str, float | None]]]:
    """Per label, what it gave to each response, by the response's source."""
    return [
        (label.annotator, {sample.responses[i].source or "": v for i, v in zip(label.of, label.values, strict=True)})
        for label in sample.labels
    ]


@given(st.data(), any_.samples())
def test_take_composes(data: st.DataObject, sample: Sample) -> None:
    first = data.draw(orders(len(sample.responses)))
    second = data.draw(orders(len(first)))
    assert sample.take(first).take(second) == sample.take([first[i] for i in second])


@given(st.data(), any_.samples())
def test_take_has_inverses(data: st.DataObject, sample: Sample) -> None:
    order = data.draw(st.permutations(range(len(sample.responses))))
    back = [order.index(i) for i in range(len(order))]
    assert sample.take(order).take(back) == sample
    assert sample.take(range(len(order))) == sample


@given(st.data(), any_.samples(min_responses=1))
def test_labels_follow_their_responses(data: st.DataObject, sample: Sample) -> None:
    named = replace(sample, responses=tuple(replace(r, source=f"{k}") for k, r in enumerate(sample.responses)))
    order = data.draw(orders(len(named.responses)))
    kept = {f"{i}" for i in order}
    expected = [(who, {k: v for k, v in values.items() if k in kept}) for who, values in said(named)]
    assert said(named.take(order)) == [(who, values) for who, values in expected if values]


def test_take_of_three_by_hand() -> None:
    ranked = Label(values=(3.0, 2.0, 1.0), steps=((0.3,), (0.2,), (0.1,)))
    sample = Sample(
        id="s", prompt=(user("Hi"),), responses=(answer("a"), answer("b"), answer("c")), labels=(ranked, prefer(1, 0))
    )
    taken = sample.take([2, 0])
    assert [r.text for r in taken.responses] == ["c", "a"]
    # `of` keeps the order in which the annotator saw them: a (now 1), then c (now 0); of 1 against 0 only 0 is left.
    assert taken.labels == (
        replace(ranked, of=(1, 0), values=(3.0, 1.0), steps=((0.3,), (0.1,))),
        Label(values=(0.0,), of=(1,)),
    )
    assert sample.take([2]).labels == (replace(ranked, of=(0,), values=(1.0,), steps=((0.1,),)),)
    assert sample.take([]).labels == ()


@pytest.mark.parametrize("order", [[0, 0], [2], [-1]])
def test_take_refuses(order: Sequence[int]) -> None:
    sample = Sample(id="s", prompt=(), responses=(answer("a"), answer("b")))
    with pytest.raises(ValueError, match=r"sample 's': cannot take .* of 2 responses"):
        sample.take(order)


def test_a_label_needs_its_response() -> None:
    with pytest.raises(ValueError, match=r"sample 's': labels\[1\] judges responses \(0, 2\), but there are 2"):
        Sample(id="s", prompt=(), responses=(answer("a"), answer("b")), labels=(prefer(0, 1), prefer(0, 2)))


@given(any_.samples(), any_.INFOS)
def test_seen_by_is_idempotent(sample: Sample, info: ScorerInfo) -> None:
    assert sample.seen_by(info).seen_by(info) == sample.seen_by(info)


@given(any_.samples(), any_.samples(), any_.INFOS)
def test_seen_by_hides_all_that_is_not_declared(sample: Sample, other: Sample, info: ScorerInfo) -> None:
    undeclared = {field for field in ("reference", "criteria", "user") if field not in info.reads}
    changed = replace(
        sample,
        responses=tuple(replace(r, tags=("a=b",), source="me", extra={"a": 1}) for r in sample.responses),
        labels=(),
        tags=other.tags,
        source=other.source,
        reference=other.reference if "reference" in undeclared else sample.reference,
        criteria=other.criteria if "criteria" in undeclared else sample.criteria,
        user=other.user if "user" in undeclared else sample.user,
        extra=other.extra if "extra.answer" not in info.reads else sample.extra,
    )
    assert changed.seen_by(info) == sample.seen_by(info)


@given(any_.samples())
def test_seen_by_shows_what_is_declared(sample: Sample) -> None:
    sample = replace(sample, extra={"answer": "42", "gold": 1})
    seen = sample.seen_by(ScorerInfo(name="all", reads=frozenset({"reference", "criteria", "user", "extra.answer"})))
    assert (seen.id, seen.prompt, seen.group) == (sample.id, sample.prompt, sample.group)
    assert [(r.turns, r.steps, r.complete) for r in seen.responses] == [
        (r.turns, r.steps, r.complete) for r in sample.responses
    ]
    assert (seen.reference, seen.criteria, seen.user) == (sample.reference, sample.criteria, sample.user)
    assert seen.extra == {"answer": "42"}


def shout(part: Part) -> Part:
    return Text(part.text.upper()) if isinstance(part, Text) else part


def blind(part: Part) -> Part:
    return Text("<picture>") if isinstance(part, Image | Video) else part


@given(any_.samples())
def test_map_parts_keeps_identity_and_composition(sample: Sample) -> None:
    assert sample.map_parts(lambda part: part) == sample
    both: Callable[[Part], Part] = lambda part: shout(blind(part))  # noqa: E731
    assert sample.map_parts(blind).map_parts(shout) == sample.map_parts(both)


@given(any_.samples())
def test_map_parts_meets_every_part_in_order(sample: Sample) -> None:
    met: list[Part] = []

    def meet(part: Part) -> Part:
        met.append(part)
        return part

    sample.map_parts(meet)
    assert met == [*sample.parts(), *sample.reference]


def test_what_was_asked_is_the_text_of_the_user() -> None:
    system = Message(role="system", parts=(Text("Be brief."),))
    prompt = (system, user(Image(b"x"), "Two ", "cats"), Message(role="assistant", parts=(Text("Yes?"),)), user("One."))
    assert Sample(id="a", prompt=prompt).asked == "Two cats\nOne."
