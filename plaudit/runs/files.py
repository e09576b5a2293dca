"""The file of a run: a header that says which scorer, then one verdict a line.

    {"plaudit": "0.1.0", "digest": "...", "scorer": {"name": ..., "manifest": ..., "dimensions": ...}}
    {"seen": "...", "sample_id": "scene-7", "scores": [{"type": "score", "value": 0.5}, ...]}

`seen` is a digest of what the scorer was shown. A later line of the same sample stands in for an earlier one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from textwrap import shorten
from typing import IO, NamedTuple

from plaudit.core import DataError, Json, RunError, ScorerInfo, Verdict
from plaudit.core.codec import decode, encode

_START = b'{"plaudit":'


class Line(NamedTuple):
    """One verdict of a run."""

    verdict: Verdict
    seen: str


class RunFile:
    """A run that is being written."""

    def __init__(self, handle: IO[bytes], lines: Mapping[str, Line]) -> None:
        self._handle = handle
        self.lines = lines
        """The verdicts that were there when it was opened, by sample id."""

    def append(self, lines: Iterable[Line]) -> None:
        """Adds these and hands them to the operating system."""
        for line in lines:
            self._handle.write(_row({"seen": line.seen} | encode(line.verdict)))
        self._handle.flush()


@contextmanager
def open_run(path: Path, info: ScorerInfo) -> Iterator[RunFile]:
    """A run to go on with, or a new one; a last line that was cut off is removed.

    Raises `RunError` where the file is another scorer's run, or none at all.
    """
    info = _plain(info)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as handle:
        _drop_half_line(handle, path)
        if handle.tell() == 0:
            handle.write(_row({"plaudit": version("plaudit"), "digest": info.digest, "scorer": encode(info)}))
            handle.flush()
        stored, lines = read_run(path)
        if stored.digest != info.digest:
            raise RunError(
                f"these verdicts are of another scorer: {'; '.join(_differences(stored, info))}",
                where=str(path),
                remedy="Give the run another file, or delete this one.",
            )
        yield RunFile(handle, lines)


def is_run(path: Path) -> bool:
    """Whether the file begins as a run does."""
    with path.open("rb") as handle:
        return _header(handle.readline()) is not None


def read_run(path: Path) -> tuple[ScorerInfo, dict[str, Line]]:
    """Whose verdicts they are, and the verdicts by sample id; a last line that was cut off is passed over.

    Raises `RunError` where the file is no run, `DataError` for a bad line.
    """
    lines: dict[str, Line] = {}
    with path.open("rb") as handle:
        header = _header(handle.readline())
        if header is None:
            raise _not_a_run(path)
        info = decode(ScorerInfo, header["scorer"], f"{path}:1: scorer")
        for number, line in enumerate(handle, start=2):
            if line.endswith(b"\n"):
                parsed = _parse(line, f"{path}:{number}")
                lines[parsed.verdict.sample_id] = parsed
    return info, lines


def _not_a_run(path: Path) -> RunError:
    return RunError("this file is not a run", where=str(path), remedy="Give the run a file of its own.")


def _header(line: bytes) -> dict[str, Json] | None:
    try:
        header = json.loads(line)
    except ValueError:
        return None
    return header if isinstance(header, dict) and {"plaudit", "digest", "scorer"} <= header.keys() else None


def _parse(line: bytes, where: str) -> Line:
    try:
        fields = json.loads(line)
    except ValueError as error:
        raise DataError(
            f"not JSON: {error}", where=where, remedy="Delete this line; its sample is scored anew."
        ) from None
    seen = fields.pop("seen", "") if isinstance(fields, dict) else ""
    return Line(decode(Verdict, fields, where), seen)


def _drop_half_line(handle: IO[bytes], path: Path) -> None:
    """Cuts off what follows the last line end, but only of a run, and leaves the position at the end."""
    handle.seek(0)
    first = handle.readline()
    if _header(first) is None and (first.endswith(b"\n") or not first.startswith(_START[: len(first)])):
        raise _not_a_run(path)
    handle.seek(0)
    end = 0
    for line in handle:
        end += len(line) if line.endswith(b"\n") else 0
    handle.truncate(end)
    handle.seek(end)


def _row(fields: Mapping[str, Json]) -> bytes:
    return json.dumps(fields, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"


def _plain(info: ScorerInfo) -> ScorerInfo:
    """With the manifest as it comes back from JSON; the digest is the same."""
    return replace(info, manifest=json.loads(json.dumps(dict(info.manifest), default=str)))


def _differences(stored: ScorerInfo, now: ScorerInfo) -> list[str]:
    old, new = _leaves("", encode(stored)), _leaves("", encode(now))
    return [
        f"{name} is {shorten(str(old.get(name, 'absent')), 80)} there, {shorten(str(new.get(name, 'absent')), 80)} now"
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name) and name.startswith(("name", "manifest"))
    ]


def _leaves(name: str, value: Json) -> dict[str, Json]:
    if not isinstance(value, dict):
        return {name: value}
    return {k: v for key, item in value.items() for k, v in _leaves(f"{name}.{key}".strip("."), item).items()}
