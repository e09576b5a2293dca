from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from plaudit.core import DataError, Image, Label, Sample, Score, Unscored, Verdict, Video
from plaudit.core.codec import decode, encode, loads


def test_scores_and_failures_are_told_apart() -> None:
    failed = Unscored(why="media", by="clip")
    verdict = Verdict(sample_id="1", scores=(Score(value=0.5, dims={"style": failed, "truth": 1.0}), failed))
    written = {"type": "unscored", "why": "media", "by": "clip"}
    score = {"type": "score", "value": 0.5, "dims": {"style": written, "truth": 1.0}}
    assert encode(verdict) == {"sample_id": "1", "scores": [score, written]}


@pytest.mark.parametrize(
    ("medium", "json"),
    [
        (Image(Path("a/b.png"), role="mask"), {"type": "image", "path": "a/b.png", "role": "mask"}),
        (Image("https://h/a.png"), {"type": "image", "url": "https://h/a.png"}),
        (Image(b"hi"), {"type": "image", "bytes": "aGk="}),
        (
            Video((Image(Path("0.png")), Image(b"hi")), fps=2.0),
            {
                "type": "video",
                "frames": [{"type": "image", "path": "0.png"}, {"type": "image", "bytes": "aGk="}],
                "fps": 2.0,
            },
        ),
    ],
)
def test_media_stand_under_their_source(medium: Image | Video, json: dict[str, Any]) -> None:
    assert encode(medium) == json
    assert decode(type(medium), json) == medium


def test_instances_share_no_table() -> None:
    first, second = loads(Sample, '{"id":"1","prompt":[]}'), loads(Sample, '{"id":"1","prompt":[]}')
    assert first.extra == {} and first.extra is not second.extra
    row = {"id": "1", "prompt": [], "extra": {"column": [1]}}
    read = decode(Sample, row)
    row["extra"]["column"].append(2)  # type: ignore[index]
    assert read.extra == {"column": [1]}


def test_whole_numbers_become_floats() -> None:
    label = loads(Label, '{"values":[1,0]}')
    assert [type(value) for value in label.values] == [float, float]
    assert encode(Label(values=(1, 0)))["values"] == [1.0, 0.0]


TEXT = {"type": "text", "text": "Hi"}
TURN = {"role": "assistant", "parts": [TEXT]}
GOOD: dict[str, Any] = {"id": "1", "prompt": [TURN], "responses": [{"turns": [TURN]}, {"turns": [TURN]}]}


def bad_part(part: Any) -> dict[str, Any]:
    return GOOD | {"responses": [{"turns": [TURN]}, {"turns": [{"role": "assistant", "parts": [part]}]}]}


PART = "responses[1].turns[0].parts[0]"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ([GOOD], "expected an object (Sample), found [{"),
        (GOOD | {"respones": []}, "respones: unknown field. Did you mean 'responses'?"),
        ({"id": "1", "promt": []}, "promt: unknown field. Did you mean 'prompt'?"),
        ({"prompt": []}, "id: this field is missing. Every Sample has one."),
        (GOOD | {"xyz": 1}, "xyz: unknown field. Choose one of: id, prompt, responses,"),
        (GOOD | {"id": 7}, "id: expected text, found 7. Write a string, in quotes."),
        (GOOD | {"tags": "kind=count"}, "tags: expected a list, found 'kind=count'. Write a list, even of one."),
        (GOOD | {"extra": []}, "extra: expected an object, found []."),
        (GOOD | {"extra": {"a": [1, {"b": math.nan}]}}, "extra.a[1].b: this number is not finite."),
        (GOOD | {"extra": {"a": ("tuple",)}}, "extra.a: expected a JSON value, found ('tuple',)."),
        (bad_part({"type": "text", "text": 3}), f"{PART}.text: expected text, found 3."),
        (bad_part({"type": "txt", "text": ""}), f"{PART}.type: expected text or image or video or audio, found 'txt'."),
        (bad_part({"type": "image"}), f"{PART}: a medium has one of path, url, bytes; here there is none."),
        (bad_part({"type": "image", "pth": "a"}), f"{PART}.pth: unknown field. Did you mean 'path'?"),
        (bad_part({"type": "image", "data": "a"}), f"{PART}.data: unknown field."),
        (bad_part({"type": "image", "path": "a", "url": "b"}), f"{PART}: a medium has one of path, url, bytes; here"),
        (bad_part({"type": "image", "url": "a.png"}), f"{PART}.url: 'a.png' is not a URL. A file goes under \"path\"."),
        (bad_part({"type": "image", "bytes": "a"}), f"{PART}.bytes: not base64: "),
        (bad_part({"type": "image", "path": "a", "role": "masks"}), f"{PART}.role: 'masks' is not possible here. Did"),
        (bad_part({"type": "image", "frames": []}), f"{PART}.frames: unknown field."),
        (bad_part({"type": "video", "frames": [TEXT]}), f"{PART}.frames[0].type: expected image, found 'text'."),
        (
            bad_part({"type": "video", "path": "a", "start": 2, "end": 1}),
            f"{PART}: a clip from 2.0 s to 1.0 s is empty",
        ),
        (bad_part("Hi"), f"{PART}: expected an object (text or image or video or audio), found 'Hi'."),
        (GOOD | {"labels": [{"values": [math.inf, 0]}]}, "labels[0].values[0]: this number is not finite."),
        (GOOD | {"labels": [{"values": [True, 0]}]}, "labels[0].values[0]: expected a number, found True."),
        (GOOD | {"labels": [{"values": [10**400, 0]}]}, "labels[0].values[0]: this number is not finite."),
        (GOOD | {"labels": [{"values": [2**53 + 1, 0]}]}, "labels[0].values[0]: 9007199254740993 is too large"),
        (
            GOOD | {"labels": [{"values": [1, 0], "of": [0, 1.0]}]},
            "labels[0].of[1]: expected a whole number, found 1.0.",
        ),
        (GOOD | {"labels": [{"values": [1], "scale": [1]}]}, "labels[0].scale: expected a list of 2, found [1]."),
        (GOOD | {"labels": [{"values": [1, 0], "of": [0, 0]}]}, "labels[0]: 2 values for responses (0, 0)"),
        (GOOD | {"labels": [{"values": [1, 0], "of": [0, 2]}]}, "sample '1': labels[0] judges responses (0, 2)"),
        (GOOD | {"labels": [{"values": [1, 0], "ordered": 1}]}, "labels[0].ordered: expected true or false, found 1."),
        (GOOD | {"source": "\ud83d"}, "source: half a surrogate pair is not text."),
    ],
)
def test_a_bad_row_is_named(row: Any, message: str) -> None:
    with pytest.raises(DataError) as caught:
        decode(Sample, row, "pairs.jsonl:7")
    assert str(caught.value).startswith(f"pairs.jsonl:7: {message}")
