from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaudit.core import Audio, DataError, Image, Message, Text, Video, user
from plaudit.core.chat import from_chat, to_chat, to_template
from tests import strategies as any_


class Decoded:
    """Stands for a picture already opened."""


PICTURE = Decoded()
URI = "data:image/png;base64,aGk="


def part_of(part: dict[str, Any], *media: Any) -> Any:
    """What one part of a user's message becomes."""
    ((read,),) = (message.parts for message in from_chat([{"role": "user", "content": [part]}], media))
    return read


@given(st.lists(any_.MESSAGES, max_size=3).map(tuple))
def test_chat_dicts_give_the_messages_again(messages: tuple[Message, ...]) -> None:
    known = tuple(
        Message(role=m.role, parts=m.parts, extra={k: v for k, v in m.extra.items() if v is not None}) for m in messages
    )
    assert from_chat(to_chat(known)) == known


def test_plain_messages() -> None:
    chat = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}]
    messages = from_chat(chat)
    assert messages == (Message(role="system", parts=(Text("Be brief."),)), user("Hi"))
    assert to_chat(messages) == chat


def test_media_take_their_places_in_order() -> None:
    chat = [
        {"role": "user", "content": [{"type": "image"}, {"type": "text", "text": "or"}, {"type": "video"}]},
        {"role": "user", "content": [{"type": "image", "image": "own.png"}, {"type": "audio"}]},
    ]
    assert from_chat(chat, ["a.png", "b.mp4", b"wave"]) == (
        user(Image(Path("a.png")), "or", Video(Path("b.mp4"))),
        user(Image(Path("own.png")), Audio(b"wave")),
    )


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ({"type": "image", "image": "a/b.png"}, Image(Path("a/b.png"))),
        ({"type": "image", "path": "b.png"}, Image(Path("b.png"))),
        ({"type": "image", "path": Path("b.png")}, Image(Path("b.png"))),
        ({"type": "image", "url": "https://h/b.png"}, Image("https://h/b.png")),
        ({"type": "image", "image": URI}, Image(URI)),
        ({"type": "image", "image": b"hi"}, Image(b"hi")),
        ({"type": "image", "base64": "aGk="}, Image(b"hi")),
        ({"type": "image", "bytes": b"hi"}, Image(b"hi")),
        ({"type": "image", "image": PICTURE}, Image(PICTURE)),
        ({"type": "image", "image": {"bytes": b"hi", "path": "b.png"}}, Image(b"hi")),
        ({"type": "image", "image": {"bytes": None, "path": "b.png"}}, Image(Path("b.png"))),
        ({"type": "image", "image": Image(b"hi", role="mask")}, Image(b"hi", role="mask")),
        ({"type": "image", "image": b"hi", "role": "source"}, Image(b"hi", role="source")),
        ({"type": "image", "image": "b.png", "text": None, "video": None}, Image(Path("b.png"))),
        ({"type": "image_url", "image_url": {"url": URI, "detail": "low"}}, Image(URI)),
        ({"type": "image_url", "image_url": "https://h/b.png"}, Image("https://h/b.png")),
        ({"type": "video_url", "video_url": {"url": "https://h/b.mp4"}}, Video("https://h/b.mp4")),
        ({"type": "video", "video": "b.mp4", "start": 1, "end": 2.5}, Video(Path("b.mp4"), start=1.0, end=2.5)),
        ({"type": "video", "video": [b"0", "1.png"], "fps": 2}, Video((Image(b"0"), Image(Path("1.png"))), fps=2.0)),
        ({"type": "audio", "audio": "b.wav"}, Audio(Path("b.wav"))),
        ({"type": "audio_url", "audio_url": {"url": "https://h/b.wav"}}, Audio("https://h/b.wav")),
        (
            {"type": "input_audio", "input_audio": {"data": base64.b64encode(b"wave").decode(), "format": "wav"}},
            Audio(b"wave"),
        ),
    ],
)
def test_every_form_of_a_medium(part: dict[str, Any], expected: Any) -> None:
    assert part_of(part) == expected


def test_other_keys_of_a_message_are_its_extra() -> None:
    call = {"id": "1", "function": {"name": "f", "arguments": "{}"}}
    chat: list[dict[str, Any]] = [
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "content": "7", "tool_call_id": "1", "name": None},
    ]
    assert from_chat(chat) == (
        Message(role="assistant", parts=(), extra={"tool_calls": [call]}),
        Message(role="tool", parts=(Text("7"),), extra={"tool_call_id": "1"}),
    )


def test_parts_are_written_as_templates_read_them() -> None:
    frames = Video((Image(Path("0.png")), Image(b"1")), fps=2.0)
    message = user("See", Image(Path("a.png"), role="mask"), Image("https://h/a.png"), Image(PICTURE), frames)
    assert to_chat([message]) == [
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "See"},
                {"type": "image", "image": "a.png", "role": "mask"},
                {"type": "image", "image": "https://h/a.png"},
                {"type": "image", "image": PICTURE},
                {"type": "video", "video": ["0.png", b"1"], "fps": 2.0},
            ],
        }
    ]


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ("Hi", "messages[0]: expected a dict, found str."),
        ({"content": "Hi"}, "messages[0]: the message has no role. Add one: system, user, assistant or tool."),
        ({"role": None, "content": "Hi"}, "messages[0]: the message has no role."),
        ({"role": "user"}, "messages[0]: content is NoneType. Make it a string or a list of parts."),
        ({"role": "user", "content": 3}, "messages[0]: content is int."),
        ({"role": "user", "content": {"type": "text"}}, "messages[0]: content is dict."),
        ({"role": "user", "content": ["Hi"]}, "messages[0].content[0]: expected a dict, found str."),
        ({"role": "user", "content": "\udc80"}, "messages[0].content[0]: text: half a surrogate pair is not text."),
    ],
)
def test_a_bad_message_is_named(message: Any, error: str) -> None:
    with pytest.raises(DataError) as caught:
        from_chat([message])
    assert str(caught.value).startswith(error)


@pytest.mark.parametrize(
    ("part", "error"),
    [
        ({"text": "Hi"}, "unknown type of part: None. Choose one of: text, image, video, audio, image_url,"),
        ({"type": "img"}, "unknown type of part: img."),
        ({"type": ["image"]}, "unknown type of part: ['image']."),
        ({"type": "text"}, "text: this field is missing."),
        ({"type": "text", "text": 3}, "text: expected text, found 3."),
        ({"type": "image"}, "no medium is left for this image. Give one medium for each placeholder, in order."),
        ({"type": "image", "img": "a.png"}, "img: unknown field."),
        ({"type": "image", "image": ""}, "NoneType cannot be this image. Give a path, a URL, bytes or a picture."),
        ({"type": "image", "image": 3}, "int cannot be this image."),
        ({"type": "image", "image": {"bytes": None, "path": None}}, "NoneType cannot be this image."),
        ({"type": "image", "image": {"src": "a.png"}}, "dict cannot be this image."),
        ({"type": "image", "image": ["a.png"]}, "list cannot be this image."),
        ({"type": "image", "image": Video(b"hi")}, "Video cannot be this image."),
        ({"type": "image", "image": "a.png", "url": "https://h/a"}, "one image, given as image and as url."),
        ({"type": "image", "image": "a.png", "role": "masks"}, "role: 'masks' is not possible here."),
        ({"type": "image", "base64": "a"}, "bytes: not base64"),
        ({"type": "video", "video": []}, "list cannot be this video."),
        ({"type": "video", "video": ["a.png", 3]}, ", frame 1: int cannot be this image."),
        ({"type": "video", "video": "a", "start": 2, "end": 1}, "a clip from 2.0 s to 1.0 s is empty"),
        ({"type": "image_url"}, 'image_url has no url. Write "image_url": {"url": ...}.'),
        ({"type": "image_url", "image_url": {}}, "image_url has no url."),
        ({"type": "input_audio", "input_audio": {"format": "wav"}}, "input_audio has no data."),
    ],
)
def test_a_bad_part_is_named(part: dict[str, Any], error: str) -> None:
    with pytest.raises(DataError) as caught:
        from_chat([{"role": "user", "content": "Hi"}, {"role": "user", "content": [part]}])
    where, _, what = str(caught.value).partition("messages[1].content[0]")
    assert where == ""
    assert what.removeprefix(": ").startswith(error)


def test_a_medium_without_a_place_is_an_error() -> None:
    with pytest.raises(DataError, match=r"messages: 2 of 3 media have no placeholder\. Add a"):
        from_chat([{"role": "user", "content": [{"type": "image"}]}], ["a.png", "b.png", "c.png"])


def test_an_extra_does_not_replace_a_field() -> None:
    with pytest.raises(DataError, match="extra holds role"):
        to_chat([Message(role="user", parts=(), extra={"role": "system"})])


def test_a_template_gets_media_by_kind_and_text_as_it_wants_it() -> None:
    messages = (
        Message(role="user", parts=(Image(b"x"), Text("How many?"))),
        Message(role="assistant", parts=(Text("Two"), Text(".")), extra={"name": "a"}),
    )
    shown = [{"type": "image"}, {"type": "text", "text": "How many?"}]
    assert to_template(messages, as_lists=False) == [
        {"role": "user", "content": shown},
        {"role": "assistant", "content": "Two.", "name": "a"},
    ]
    texts = [{"type": "text", "text": "Two"}, {"type": "text", "text": "."}]
    assert to_template(messages, as_lists=True)[1]["content"] == texts
