"""A judge's prompt file: how a sample is put to a model, and how its verdict is read.

YAML front matter, then the text of one user message. `{{prompt}}` and its like stand for what a sample shows, media
included; each stands there once. A paragraph is left out where its placeholder has nothing to show.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import yaml

from plaudit.core import DataError, Json, Message, Part, Text, UnknownName, UsageError
from plaudit.judges._faults import faults, number

PROMPTS = Path(__file__).parent / "prompts"
_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
_FRONT = re.compile(r"---\n(.*?\n)---\n(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class JudgePrompt:
    """One prompt file."""

    name: str
    text: str
    """The whole file."""
    front: Mapping[str, Json]
    paragraphs: tuple[tuple[str, ...], ...]
    """Of the body; each is text and names of placeholders in turn, text first."""

    @property
    def shows(self) -> list[str]:
        """Its placeholders, in order."""
        return [name for paragraph in self.paragraphs for name in paragraph[1::2]]

    def messages(self, shown: Mapping[str, Sequence[Part]]) -> tuple[Message, ...]:
        """The conversation, with these parts in place of the placeholders; what they say is never read as one."""
        parts: list[Part] = []
        for paragraph in self.paragraphs:
            if all(name in shown for name in paragraph[1::2]):
                parts.append(Text("\n\n" if parts else ""))
                for at, piece in enumerate(paragraph):
                    parts += shown[piece] if at % 2 else [Text(piece)]
        system = [Message(role="system", parts=(Text(self.front["system"]),))] if "system" in self.front else []
        return (*system, Message(role="user", parts=tuple(_joined(parts))))

    def read(self, text: str) -> str | float | None:
        """The verdict in a judge's answer: A, B or tie, or a rating; None: there is none."""
        found = list(re.finditer(self.front["verdict"], text))
        if not found:
            return None
        said = found[0 if self.front.get("match") == "first" else -1][1]
        if "values" in self.front:
            choice: str | None = self.front["values"].get(said)
            return choice
        low, high = self.front["scale"]
        rating = number(said)
        return rating if rating is not None and low <= rating <= high else None


def load_prompt(prompt: str | Path, kind: str) -> JudgePrompt:
    """A prompt file: a name of this package's, or the path of your own.

    Raises UnknownName, UsageError for one of another kind, DataError for one that lacks what its kind needs.
    """
    file = prompt if isinstance(prompt, Path) else PROMPTS / f"{prompt}.md"
    if not file.is_file():
        known = ", ".join(sorted(path.stem for path in PROMPTS.glob("*.md")))
        raise UnknownName(f"there is no judge prompt {str(prompt)!r}", remedy=f"Give a Path, or one of: {known}.")
    loaded = parse_prompt(file.read_text("utf-8"), file)
    if loaded.front["kind"] != kind:
        raise UsageError(
            f"it is a {loaded.front['kind']} prompt", where=str(file), remedy=f"A {kind} judge needs a {kind} one."
        )
    return loaded


def parse_prompt(text: str, file: Path) -> JudgePrompt:
    """The prompt that a file's text holds. Raises DataError."""
    parted = _FRONT.fullmatch(text)
    if parted is None:
        raise DataError("it has no front matter", where=str(file), remedy="Begin with YAML between two lines of ---.")
    try:
        front = yaml.safe_load(parted[1])
    except yaml.YAMLError as error:
        raise DataError(f"its front matter is not YAML: {error}", where=str(file)) from error
    paragraphs = tuple(tuple(_PLACEHOLDER.split(p)) for p in re.split(r"\n{2,}", parted[2].strip()))
    made = JudgePrompt(file.stem, text, front if isinstance(front, dict) else {}, paragraphs)
    for what, remedy in faults(made.front, made.shows):
        raise DataError(what, where=str(file), remedy=remedy)
    return made


def _joined(parts: Sequence[Part]) -> Iterator[Part]:
    """Neighbouring texts as one: some endpoints would break the line between two."""
    for is_text, run in groupby(parts, lambda part: isinstance(part, Text)):
        if is_text:
            yield Text("".join(part.text for part in run if isinstance(part, Text)))
        else:
            yield from run
