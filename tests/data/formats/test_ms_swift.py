from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from plaudit.core import Audio, DataError, Image, Label, Sample, Text, Video, answer, prefer, user
from plaudit.data.formats.ms_swift import ms_swift
from tests.data.formats.fixture import FOLDER, fixture, winner

ROOT = Path("/data")
SAID = [{"role": "user", "content": "Hi?"}, {"role": "assistant", "content": "Yes."}]


def sample(**row: Any) -> Sample:
    return ms_swift.read({"messages": SAID, **row}, "a.jsonl:7", ROOT)


def test_the_last_message_is_the_chosen_response() -> None:
    weather, kitten, drawn, heard = samples = fixture("ms_swift")
    assert [m.text for m in weather.prompt] == ["You are a useful assistant.", "Tell me tomorrow's weather."]
    assert list(map(winner, samples)) == ["It will be sunny.", "A kitten.", "", "Hello; a wave."]
    assert [s.responses[1].text for s in samples] == ["I don't know.", "A puppy.", "", "Nothing."]
    assert kitten.prompt == (user(Image(FOLDER / "cat.png"), "What is this?"),) and kitten.labels[0].strength == 1.5
    assert drawn.labels == (prefer(0, 1),)
    assert [r.parts for r in drawn.responses] == [(Image(FOLDER / "good.png"),), (Image(FOLDER / "bad.png"),)]
    assert heard.prompt[0].parts == (
        Audio(FOLDER / "a.wav"),
        Text("What is said, and "),
        Video(FOLDER / "b.mp4"),
        Text("what is done?"),
    )


def test_several_rejected_responses() -> None:
    read = sample(rejected_response=["No.", "Never."])
    assert [r.text for r in read.responses] == ["Yes.", "No.", "Never."]
    assert read.labels == (prefer(0, 1), prefer(0, 2))  # and nothing is known of the two


def test_the_rejected_side_has_media_of_its_own_or_those_of_the_chosen_one() -> None:
    drawn = [{"role": "user", "content": "As <image>."}, {"role": "assistant", "content": "<image>"}]
    images = {"images": ["a.png", "b.png"], "rejected_images": ["a.png", "c.png"]}
    read = sample(messages=drawn, rejected_response="<image>", **images)
    assert read.prompt == (user("As ", Image(ROOT / "a.png"), "."),)
    assert [r.parts for r in read.responses] == [(Image(ROOT / "b.png"),), (Image(ROOT / "c.png"),)]
    films = [SAID[0], {"role": "assistant", "content": "<video>"}]
    read = sample(rejected_messages=films, rejected_videos=["a.mp4"])
    assert [r.parts for r in read.responses] == [(Text("Yes."),), (Video(ROOT / "a.mp4"),)]
    asked = [{"role": "user", "content": "<image>Hm?"}, SAID[1]]
    read = sample(messages=asked, rejected_response="No.", images=["a.png"], rejected_images=["blurred.png"])
    assert read.prompt == () and [r.turns[0].parts[0] for r in read.responses] == [
        Image(ROOT / "a.png"),
        Image(ROOT / "blurred.png"),
    ]


@pytest.mark.parametrize(("given", "value"), [(True, 1.0), (False, 0.0)])
def test_a_label_of_one_response(given: bool, value: float) -> None:
    read = sample(label=given)
    assert read.labels == (Label(values=(value,), kind="binary"),) and read.responses == (answer("Yes."),)


def test_an_image_without_a_tag_comes_first() -> None:
    assert sample(rejected_response="No.", images=["a.png"]).prompt == (user(Image(ROOT / "a.png"), "Hi?"),)


@pytest.mark.parametrize(
    ("row", "field", "said"),
    [
        ({"rejected_response": ""}, "rejected_response", "it is empty"),
        ({"rejected_response": ["No.", 3]}, "rejected_response[1]", "expected text, found 3"),
        ({"rejected_messages": "No."}, "rejected_messages", "expected a list, found str"),
        ({"rejected_messages": [{"role": "user", "content": "<image>"}]}, "rejected_images", "0 for 1 tags <image>"),
        ({"rejected_response": ["<image>", "No."]}, "rejected_response", "several texts with media"),
        ({"rejected_response": "No.", "videos": [3]}, "videos[0]", "int cannot be this video"),
    ],
)
def test_bad_rows(row: dict[str, Any], field: str, said: str) -> None:
    with pytest.raises(DataError, match=said) as error:
        sample(**row)
    assert error.value.where == f"a.jsonl:7: {field}" and error.value.remedy


def test_what_is_written_is_what_ms_swift_reads() -> None:
    prompt, labels = (user("This: ", Image(ROOT / "x" / "a.png")),), (prefer(1, 0, strength=2.0),)
    text = Sample(id="a", prompt=prompt, responses=(answer("No."), answer("Yes.")), labels=labels)
    said = [{"role": "user", "content": "This: <image>"}, {"role": "assistant", "content": "Yes."}]
    row = {"id": "a", "messages": said, "images": ["x/a.png"], "rejected_response": "No.", "margin": 2.0}
    assert ms_swift.write(text, ROOT, typed=False) == row
    drawn = Sample(id="b", prompt=(user("Draw."),), responses=(answer(Image(b"a")), answer(Image(b"b"))), labels=labels)
    row = ms_swift.write(drawn, ROOT, typed=True)
    draw = {"role": "user", "content": "Draw."}
    assert row["messages"] == row["rejected_messages"] == [draw, {"role": "assistant", "content": "<image>"}]
    assert row["images"] == [{"bytes": b"b", "path": None}] and row["rejected_images"] == [
        {"bytes": b"a", "path": None}
    ]
