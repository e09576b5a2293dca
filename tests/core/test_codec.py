from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plaudit.core import (
    Criterion,
    DataError,
    Estimate,
    Image,
    Message,
    Response,
    Sample,
    Text,
    Video,
    answer,
    prefer,
    user,
)
from plaudit.core.codec import decode, dumps, encode, loads
from tests import strategies as any_


@given(
    st.one_of(
        any_.samples(),
        any_.verdicts(),
        any_.INFOS,
        any_.ESTIMATES,
        any_.RESPONSES,
        any_.MESSAGES,
        any_.PARTS,
        any_.labels(3),
        any_.CRITERIA,
        any_.SPANS,
        any_.SCORES,
        any_.UNSCORED,
    )
)
@settings(max_examples=300)
def test_what_is_read_back_equals_what_was_written(value: Any) -> None:
    line = dumps(value)
    assert line.splitlines() == [line]
    assert loads(type(value), line) == value
    assert decode(type(value), encode(value)) == value
    assert json.loads(line) == encode(value)


def test_defaults_are_left_out() -> None:
    pair = Sample(id="1", prompt=(user("Hi"),), responses=(answer("Yes"), answer("No")), labels=(prefer(0, 1),))
    assert encode(pair) == {
        "id": "1",
        "prompt": [{"role": "user", "parts": [{"type": "text", "text": "Hi"}]}],
        "responses": [
            {"turns": [{"role": "assistant", "parts": [{"type": "text", "text": "Yes"}]}]},
            {"turns": [{"role": "assistant", "parts": [{"type": "text", "text": "No"}]}]},
        ],
        "labels": [{"values": [1.0, 0.0]}],
    }
    assert encode(prefer(1, 0))["of"] == [1, 0]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "pairs.jsonl:7: not JSON: Expecting value at column 1. Write one JSON object to a line."),
        ('{"id": "1",}', "pairs.jsonl:7: not JSON: "),
        ('{"id": "1", "prompt": []} {}', "pairs.jsonl:7: not JSON: Extra data at column 27."),
        ('{"id": "1", "prompt": [], "extra": {"x": NaN}}', "pairs.jsonl:7: extra.x: this number is not finite."),
        ('{"id": "1", "prompt": [], "extra": {"x": -1e999}}', "pairs.jsonl:7: extra.x: this number is not finite."),
        ('{"id": "\\ud83d", "prompt": []}', "pairs.jsonl:7: id: half a surrogate pair is not text."),
        ("[" * 100_000, "pairs.jsonl:7: not JSON: maximum recursion depth"),
        (
            '{"id": "1", "prompt": [], "extra": {"x": ' + "[" * 900 + "]" * 900 + "}}",
            "pairs.jsonl:7: nested too deeply.",
        ),
    ],
)
def test_a_bad_line_is_named(line: str, message: str) -> None:
    with pytest.raises(DataError) as caught:
        loads(Sample, line, "pairs.jsonl:7")
    assert str(caught.value).startswith(message)


class Decoded:
    """Stands for a picture already opened."""


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (
            Sample(id="x", prompt=(user("Hi", Image(Decoded())),)),
            "Sample 'x': prompt[0].parts[1]: media already decoded (Decoded) have no JSON form. Pass bytes or",
        ),
        (
            Message(role="user", parts=(Video((Image(Decoded()),)),)),
            "Message: parts[0].frames[0]: media already decoded",
        ),
        (Sample(id="x", prompt=(), extra={"f": {1: 2}}), "Sample 'x': extra.f.1: expected text, found 1."),
        (Sample(id="x", prompt=(), extra={"f": {1, 2}}), "Sample 'x': extra.f: expected a JSON value, found {1, 2}."),
        (Sample(id="x", prompt=(), extra={"f": 10**5000}), "Sample 'x': cannot be written: Exceeds the limit"),
        (Criterion(text="", weight=math.nan), "Criterion: weight: this number is not finite."),
        (Estimate(value=math.inf, low=0, high=1, n=3), "Estimate: value: this number is not finite."),
        (Text("\udc80"), "Text: text: half a surrogate pair is not text."),
        (Response(turns=(Text("Hi"),)), "Response: turns[0]: expected Message, found Text(text='Hi')."),  # type: ignore[arg-type]
        (Response(turns=[]), "Response: turns: expected a tuple, found []. Write a tuple, even of one."),  # type: ignore[arg-type]
    ],
)
def test_what_has_no_form_is_named(value: Any, message: str) -> None:
    with pytest.raises(DataError) as caught:
        dumps(value)
    assert str(caught.value).startswith(message)


def test_a_circle_is_refused() -> None:
    circle: list[Any] = []
    circle.append(circle)
    with pytest.raises(DataError, match="nested too deeply"):
        encode(Sample(id="x", prompt=(), extra={"circle": circle}))


def test_other_types_have_no_form() -> None:
    with pytest.raises(TypeError, match="no JSON form"):
        encode(object())


def places(json: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) in a JSON value."""
    keys = list(json) if isinstance(json, dict) else range(len(json)) if isinstance(json, list) else []
    return [place for key in keys for place in [(json, key), *places(json[key])]]


@given(st.data())
@settings(max_examples=100)
def test_a_damaged_row_is_read_or_refused_by_name(data: st.DataObject) -> None:
    value = data.draw(any_.samples() | any_.verdicts())
    row = encode(value)
    container, key = data.draw(st.sampled_from(places(row)))
    container[key] = data.draw(any_.JSON | st.sampled_from(places(encode(value))).map(lambda place: place[0][place[1]]))
    try:
        read = decode(type(value), row)
    except DataError as error:
        assert error.where and error.what
    else:
        assert decode(type(value), encode(read)) == read
