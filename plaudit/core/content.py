"""What people and models say and show: text, media, messages and responses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Json = Any
"""A JSON value: None, bool, int, float, str, list or dict of these. The codec refuses anything else."""

Role = Literal["", "source", "mask", "subject"]
"""What a medium is for, where that matters: the image to be edited, its mask, the subject to be kept."""


@dataclass(frozen=True, slots=True)
class Text:
    """A run of text."""

    text: str


@dataclass(frozen=True, slots=True)
class Media:
    """Content held as bytes, a `pathlib.Path`, a URL or data URI (`str`), or already decoded (PIL image, array)."""

    data: Any
    """bytes: encoded content; Path: a file; str: a URL or data URI; anything else: already decoded."""
    role: Role = field(default="", kw_only=True)

    def __post_init__(self) -> None:
        if isinstance(self.data, str) and "://" not in self.data and not self.data.startswith("data:"):
            raise ValueError(f"{self.data[:80]!r} is not a URL; for a file pass pathlib.Path(...)")


@dataclass(frozen=True, slots=True)
class Image(Media):
    """A still image."""


@dataclass(frozen=True, slots=True)
class Clip(Media):
    """A medium with time: a cut of it is named by its start and end."""

    start: float = field(default=0.0, kw_only=True)
    """Seconds."""
    end: float | None = field(default=None, kw_only=True)
    """Seconds, exclusive; None: to its end."""

    def __post_init__(self) -> None:
        Media.__post_init__(self)
        if self.start < 0 or (self.end is not None and self.end <= self.start):
            raise ValueError(f"a clip from {self.start} s to {self.end} s is empty; give 0 <= start < end")


@dataclass(frozen=True, slots=True)
class Audio(Clip):
    """A sound."""


@dataclass(frozen=True, slots=True)
class Video(Clip):
    """A film: a file, or a tuple of `Image`s that are its frames."""

    fps: float | None = field(default=None, kw_only=True)
    """Frames per second of a tuple of frames; a file knows its own."""
    sound: bool = field(default=False, kw_only=True)
    """Whether its sound track is part of the content."""


Part = Text | Image | Video | Audio


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One turn of a conversation."""

    role: str
    """system, user, assistant or tool."""
    parts: tuple[Part, ...]
    extra: Mapping[str, Json] = field(default_factory=dict)
    """What a chat template reads besides: tool_calls, name."""

    @property
    def text(self) -> str:
        """Its text parts, joined."""
        return "".join(p.text for p in self.parts if isinstance(p, Text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of one part of a response."""

    part: int
    """Index into `Response.parts`."""
    start: float
    """Characters of a text, seconds of a clip."""
    end: float
    """Exclusive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One candidate answer. It is made of turns, so an image or an agent's whole trajectory can be a response."""

    turns: tuple[Message, ...]
    """One assistant message; a trajectory has several."""
    steps: tuple[Span, ...] = ()
    """What `Label.steps` and `Score.steps` refer to."""
    complete: bool = True
    """False: cut off or still being written, so no end-of-turn token is added when it is rendered."""
    tags: tuple[str, ...] = ()
    """`facet=value`: style=markdown, fault=count. Never shown to a scorer."""
    source: str | None = None
    """Who wrote it. Never shown to a scorer."""
    extra: Mapping[str, Json] = field(default_factory=dict)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts of all turns, in order."""
        return tuple(part for turn in self.turns for part in turn.parts)

    @property
    def text(self) -> str:
        """The text of all turns, joined."""
        return "".join(turn.text for turn in self.turns)


def user(*parts: Part | str) -> Message:
    """A user's message of these parts; a str is a `Text`."""
    return Message(role="user", parts=_parts(parts))


def answer(*parts: Part | str, source: str | None = None, tags: tuple[str, ...] = ()) -> Response:
    """A one-turn assistant response of these parts; a str is a `Text`."""
    return Response(turns=(Message(role="assistant", parts=_parts(parts)),), source=source, tags=tags)


def _parts(parts: tuple[Part | str, ...]) -> tuple[Part, ...]:
    return tuple(Text(p) if isinstance(p, str) else p for p in parts)
