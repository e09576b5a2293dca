"""What is wrong with a file of samples, all of it, before a long run finds out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from plaudit.core import DataError, Image, Media, MediaError, Sample, Text, Video
from plaudit.data.files import Row
from plaudit.data.format import Format
from plaudit.data.io import choose, empty, rows_for
from plaudit.media import Budget, load_image, load_video
from plaudit.media.budget import DEFAULT

FRAMES = 4
"""Frames decoded to try a video."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person should look at."""

    severity: Literal["error", "warning"]
    """error: the row cannot be used as it is; warning: it can, but perhaps should not."""
    where: str
    """File and line, or file and row."""
    field: str
    what: str
    remedy: str

    def __str__(self) -> str:
        place = ": ".join(filter(None, (self.where, self.field)))
        return f"{self.severity}: {place}: {self.what}. {self.remedy}".rstrip()


def check(
    path: str | Path,
    format: str | None = None,  # noqa: A002 - the word users know
    media: bool = True,
    budget: Budget = DEFAULT,
) -> list[Finding]:
    """Every finding in a file, in its order; none: it can be used as it is.

    media: decode each image and some frames of each video, within the budget. Raises UsageError only, for a kind of
    file or a format that there is not.
    """
    path = Path(path)
    try:
        form = choose(path, format)
        stream = rows_for(form, path)
    except DataError as error:
        return [_error(error, str(path))]
    return list(_findings(stream, form, path, _Tried(budget) if media else None))


def _findings(
    stream: Iterator[tuple[str, Row | DataError]], form: Format, path: Path, tried: _Tried | None
) -> Iterator[Finding]:
    first: dict[str, str] = {}
    root, where = path.parent.absolute(), ""
    for where, row in stream:
        try:
            if isinstance(row, DataError):
                raise row
            sample = form.read(row, where, root)
        except DataError as error:
            yield _error(error, where)
            continue
        if sample.id in first:
            what = f"{sample.id!r} is also the id of {first[sample.id]}"
            yield Finding("error", where, "id", what, "Give each sample an id of its own.")
        first.setdefault(sample.id, where)
        yield from _doubts(sample, where)
        if tried is not None:
            yield from tried.of(sample, where)
    if not where:
        yield _error(empty(path), str(path))


def _error(error: DataError, where: str) -> Finding:
    field = error.where.removeprefix(where).removeprefix(": ")
    return Finding("error", where, field, error.what, error.remedy)


def _doubts(sample: Sample, where: str) -> Iterator[Finding]:
    """What can be read but hardly was meant."""
    if not sample.prompt:
        yield Finding("warning", where, "prompt", "there is no prompt", "Give what the responses answer.")
    if not sample.labels:
        yield Finding(
            "warning", where, "labels", "there are no labels", "It can be scored, but not trained or tested on."
        )
    for k, response in enumerate(sample.responses):
        if not response.text.strip() and all(isinstance(part, Text) for part in response.parts):
            yield Finding("warning", where, f"responses[{k}]", "it is empty", "Drop it, unless silence is meant.")
    for k, label in enumerate(sample.labels):
        for pair in label.pairs():
            if pair.gap > 0 and sample.responses[pair.better].turns == sample.responses[pair.worse].turns:
                what = f"it prefers response {pair.better} to {pair.worse}, but the two are the same"
                yield Finding("warning", where, f"labels[{k}]", what, "Drop it, or call it a tie.")


class _Tried:
    """Media that were opened already, so that a picture shown in many rows is decoded once."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.known: dict[Media, MediaError | None] = {}

    def of(self, sample: Sample, where: str) -> Iterator[Finding]:
        """The media of a sample that cannot be used."""
        for field, medium in _media(sample):
            if isinstance(medium.data, str) and medium.data.startswith("http") and not self.budget.urls:
                yield Finding("warning", where, field, f"{medium.data[:200]} was not tried", "Allow Budget(urls=True).")
            elif error := self._error(medium):
                yield Finding("error", where, field, f"{error.where}: {error.what}", error.remedy)

    def _error(self, medium: Media) -> MediaError | None:
        if not isinstance(medium.data, Path):  # only a name is worth remembering, not what is inside the file
            return _failure(medium, self.budget)
        if medium not in self.known:
            self.known[medium] = _failure(medium, self.budget)
        return self.known[medium]


def _failure(medium: Media, budget: Budget) -> MediaError | None:
    try:
        if isinstance(medium, Image):
            load_image(medium, budget)
        elif isinstance(medium, Video):
            load_video(medium, budget, count=FRAMES)
    except MediaError as error:
        return error
    return None


def _media(sample: Sample) -> Iterator[tuple[str, Media]]:
    """Each medium and its field."""
    places = [(f"prompt[{k}].parts", message.parts) for k, message in enumerate(sample.prompt)]
    for i, response in enumerate(sample.responses):
        places += [(f"responses[{i}].turns[{k}].parts", turn.parts) for k, turn in enumerate(response.turns)]
    for place, parts in [*places, ("reference", sample.reference)]:
        yield from ((f"{place}[{k}]", part) for k, part in enumerate(parts) if isinstance(part, Media))
