"""Chat dicts, as OpenAI and Hugging Face write them, to Messages and back. Nothing else in plaudit reads chat dicts."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from plaudit.core.codec import decode
from plaudit.core.content import Audio, Image, Media, Message, Part, Text, Video
from plaudit.core.errors import DataError

_KINDS: dict[str, type[Image | Video | Audio]] = {"image": Image, "video": Video, "audio": Audio}
_WRAPPED = {"image_url": "image", "video_url": "video", "audio_url": "audio", "input_audio": "audio"}
"""Types of part whose medium stands one level deeper, in a dict under the name of the type."""


def from_chat(messages: Iterable[Mapping[str, Any]], media: Sequence[Any] = ()) -> tuple[Message, ...]:
    """Messages from chat dicts.

    content is a string, or a list of parts:

        {"type": "text", "text": ...}
        {"type": "image"}                                             the next of `media`; video and audio alike
        {"type": "image", "image" | "url" | "path" | "bytes": ...}    video and audio alike
        {"type": "image_url", "image_url": {"url": ...}}              video_url and audio_url alike
        {"type": "input_audio", "input_audio": {"data": ..., "format": ...}}

    A medium is a URL, a data URI, another string (a path), a Path, bytes (under "bytes" or "base64" base64 too),
    Hugging Face's `{"bytes": ..., "path": ...}`, a Media, for a video a list of frames, or anything decoded. A part may
    also name the medium's role, start, end, fps and sound. Keys whose value is None count as absent: tables pad with
    them. Other keys of a message (tool_calls, name) become its `extra`; content may be absent beside them.

    Raises `DataError`, which names message and part, for anything else, and for more or fewer media than placeholders.
    """
    waiting = deque(media)
    read = tuple(_message(message, f"messages[{k}]", waiting) for k, message in enumerate(messages))
    if waiting:
        raise DataError(
            f"{len(waiting)} of {len(media)} media have no placeholder",
            where="messages",
            remedy='Add a {"type": "image"} part for each, where it belongs.',
        )
    return read


def to_chat(messages: Iterable[Message]) -> list[dict[str, Any]]:
    """Chat dicts, the way Hugging Face's templates read them: `from_chat` of them gives the messages again.

    content is a string for a message of exactly one text, otherwise a list of parts. A medium stands in its part under
    the name of its kind: a path or URL as a string, bytes and decoded media as they are, frames as a list of these.
    """
    return [_chat(message) for message in messages]


def to_template(messages: Iterable[Message], *, as_lists: bool) -> list[dict[str, Any]]:
    """Chat dicts for a chat template to write down: media by their kind alone, `{"type": "image"}`.

    as_lists: text always stands in a list of parts; otherwise the content of messages without media is a string.
    """
    return [{**message.extra, "role": message.role, "content": _content(message, as_lists)} for message in messages]


def _content(message: Message, as_lists: bool) -> str | list[dict[str, Any]]:
    if not as_lists and all(isinstance(part, Text) for part in message.parts):
        return message.text
    return [
        {"type": "text", "text": part.text} if isinstance(part, Text) else {"type": type(part).__name__.lower()}
        for part in message.parts
    ]


def _message(message: Mapping[str, Any], where: str, waiting: deque[Any]) -> Message:
    if not isinstance(message, Mapping):
        raise DataError(
            f"expected a dict, found {type(message).__name__}",
            where=where,
            remedy="Give each message role and content.",
        )
    given = {key: value for key, value in message.items() if value is not None}
    role, content = given.pop("role", None), given.pop("content", None)
    if not isinstance(role, str) or not role:
        raise DataError("the message has no role", where=where, remedy="Add one: system, user, assistant or tool.")
    if isinstance(content, str):
        content = [{"type": "text", "text": content}]
    elif content is None and given:
        content = []
    if not isinstance(content, list | tuple):
        found = type(content).__name__
        raise DataError(f"content is {found}", where=where, remedy="Make it a string or a list of parts.")
    parts = tuple(_part(part, f"{where}.content[{k}]", waiting) for k, part in enumerate(content))
    return Message(role=role, parts=parts, extra=given)


def _part(part: Mapping[str, Any], where: str, waiting: deque[Any]) -> Part:
    if not isinstance(part, Mapping):
        raise DataError(f"expected a dict, found {type(part).__name__}", where=where, remedy='Give each part a "type".')
    given = {key: value for key, value in part.items() if value is not None}
    kind = str(given.pop("type", None))
    if kind == "text":
        return decode(Text, {"type": "text", **given}, where)
    if kind in _WRAPPED:
        given = _unwrapped(kind, given, where)
        kind = _WRAPPED[kind]
    if kind not in _KINDS:
        known = ", ".join(["text", *_KINDS, *_WRAPPED])
        raise DataError(f"unknown type of part: {kind}", where=where, remedy=f"Choose one of: {known}.")
    return _medium(kind, given, where, waiting)


def _unwrapped(kind: str, given: dict[str, Any], where: str) -> dict[str, Any]:
    """The same part in the plain form. `detail` and `format` go: the media budget and the content itself decide."""
    inner = given.pop(kind, None)
    if isinstance(inner, str):
        inner = {"url": inner}
    source = "data" if kind == "input_audio" else "url"
    if not isinstance(inner, Mapping) or inner.get(source) is None:
        raise DataError(f"{kind} has no {source}", where=where, remedy=f'Write "{kind}": {{"{source}": ...}}.')
    return {"base64" if source == "data" else source: inner[source], **given}


def _medium(kind: str, given: dict[str, Any], where: str, waiting: deque[Any]) -> Image | Video | Audio:
    cls = _KINDS[kind]
    sources = {key: given.pop(key) for key in (kind, "url", "path", "base64", "bytes", "frames") if key in given}
    settings = decode(cls, {"type": kind, "bytes": "", **given}, where)
    if len(sources) > 1:
        raise DataError(f"one {kind}, given as {' and as '.join(sources)}", where=where, remedy="Keep one of them.")
    if not sources and not waiting:
        remedy = "Give one medium for each placeholder, in order."
        raise DataError(f"no medium is left for this {kind}", where=where, remedy=remedy)
    value = next(iter(sources.values())) if sources else waiting.popleft()
    if sources.keys() & {"base64", "bytes"} and isinstance(value, str):
        value = decode(cls, {"type": kind, "bytes": value}, where)
    return replace(_as_media(cls, value, where), **{name: getattr(settings, name) for name in given})


def _as_media(cls: type[Image | Video | Audio], value: Any, where: str) -> Image | Video | Audio:
    if isinstance(value, cls):
        return value
    if isinstance(value, Mapping) and value.keys() <= {"bytes", "path"}:
        value = value.get("bytes") or value.get("path")
    if isinstance(value, list | tuple) and value and cls is Video:
        return Video(tuple(_as_media(Image, frame, f"{where}, frame {k}") for k, frame in enumerate(value)))
    if isinstance(value, str) and "://" not in value and not value.startswith("data:"):
        value = Path(value) if value else None
    if value is None or isinstance(value, int | float | Mapping | list | tuple | Media):
        found, kind = type(value).__name__, cls.__name__.lower()
        raise DataError(f"{found} cannot be this {kind}", where=where, remedy="Give a path, a URL, bytes or a picture.")
    return cls(value)


def _chat(message: Message) -> dict[str, Any]:
    if clash := message.extra.keys() & {"role", "content"}:
        raise DataError(f"extra holds {', '.join(sorted(clash))}", where="message", remedy="Set the field instead.")
    parts = message.parts
    content = parts[0].text if len(parts) == 1 and isinstance(parts[0], Text) else [_chat_part(part) for part in parts]
    return {"role": message.role, "content": content, **message.extra}


def _chat_part(part: Part) -> dict[str, Any]:
    if isinstance(part, Text):
        return {"type": "text", "text": part.text}
    kind = type(part).__name__.lower()
    settings = ((f.name, getattr(part, f.name), f.default) for f in fields(part) if f.name != "data")
    changed = {name: value for name, value, default in settings if value != default}
    return {"type": kind, kind: _plain(part.data), **changed}


def _plain(data: Any) -> Any:
    if isinstance(data, tuple):
        return [frame if frame.role else _plain(frame.data) for frame in data]
    return str(data) if isinstance(data, Path) else data
