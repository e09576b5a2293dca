"""The encoded bytes behind a medium: a file, bytes in memory, a data URI or a URL."""

from __future__ import annotations

import base64
import io
import os
import stat
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from plaudit.core import Media, MediaError
from plaudit.media.budget import Budget
from plaudit.media.fetch import fetch


def place(media: Media) -> str:
    """Where a medium is, for messages: its path or URL, or a few words on what is held in memory."""
    data = media.data
    if isinstance(data, Path):
        return str(data)
    if isinstance(data, bytes):
        return f"{type(media).__name__.lower()} of {len(data):,} bytes"
    if isinstance(data, str):
        head, comma, _ = data[:80].partition(",")
        return f"{head},..." if data.startswith("data:") and comma else data[:200]
    return f"{type(media).__name__.lower()} held as {type(data).__name__}"


def is_url(media: Media) -> bool:
    """Whether its content lies elsewhere: a URL that is neither a data URI nor a file."""
    return isinstance(media.data, str) and not media.data.startswith("data:") and file_path(media) is None


def file_path(media: Media) -> Path | None:
    """The file that a path or a file URL names; None for anything else."""
    if isinstance(media.data, Path):
        return media.data
    if not isinstance(media.data, str) or media.data[:5].lower() != "file:":
        return None
    url = urllib.parse.urlsplit(media.data)
    if url.netloc not in ("", "localhost"):
        raise MediaError("a file URL of another machine", where=place(media), remedy="Give a path on this one.")
    return Path(urllib.request.url2pathname(url.path))


@contextmanager
def opened(media: Media, budget: Budget) -> Iterator[BinaryIO]:
    """The encoded bytes, at their start and seekable. Raises MediaError where there are none or too many."""
    path = file_path(media)
    if path is None:
        yield io.BytesIO(_in_memory(media, budget))
        return
    path, _ = allowed(path, budget)
    with path.open("rb") as file:
        yield file


def allowed(path: Path, budget: Budget) -> tuple[Path, os.stat_result]:
    """The file itself, links followed, and what the disk says of it. Raises MediaError unless it may be read."""
    where = str(path)
    try:
        if budget.root is not None:
            path = path.resolve()
            if not path.is_relative_to(budget.root.resolve()):
                raise MediaError(
                    f"it leads out of {budget.root}", where=where, remedy="Move it in there, or name another root."
                )
        state = path.stat()
        if stat.S_ISDIR(state.st_mode):
            raise MediaError("it is a folder, not a file", where=where, remedy="Name the file inside it.")
        if not stat.S_ISREG(state.st_mode) or not os.access(path, os.R_OK):
            raise MediaError("it cannot be read", where=where, remedy="Give a plain file that you may read.")
    except FileNotFoundError as error:
        start = "" if path.is_absolute() else f" A relative path starts at {Path.cwd()}."
        raise MediaError("there is no such file", where=where, remedy=f"Check the path.{start}") from error
    except (OSError, ValueError, RuntimeError) as error:  # the last: links that lead in a circle
        raise MediaError(f"it cannot be read: {error}", where=where, remedy="Check the path.") from error
    budget.check_bytes(state.st_size, where)
    return path, state


def looks_like(head: bytes) -> str:
    """What bytes that are no medium seem to be, for messages."""
    if b"<svg" in head.lower():
        return "it is SVG, a drawing that has no pixels yet; save it as PNG"
    text = head[:60].decode("utf-8", "ignore")
    if text.strip() and all(c.isprintable() or c.isspace() for c in text):
        return f"it is text: {text.splitlines()[0][:40]!r}"
    return f"it starts with {head[:8].hex(' ')}"


def _in_memory(media: Media, budget: Budget) -> bytes:
    where = place(media)
    if isinstance(media.data, bytes):
        data = media.data
    elif isinstance(media.data, str) and media.data.startswith("data:"):
        data = _data_uri(media.data, budget, where)
    elif isinstance(media.data, str):
        data = fetch(media.data, budget, where)
    else:
        raise MediaError(
            f"a {type(media.data).__name__} is no encoded {type(media).__name__.lower()}",
            where=where,
            remedy="Give bytes, a pathlib.Path, a URL, a PIL image or an array of bytes (uint8).",
        )
    budget.check_bytes(len(data), where)
    return data


def _data_uri(uri: str, budget: Budget, where: str) -> bytes:
    head, comma, body = uri.partition(",")
    try:
        if not comma:
            raise ValueError("no comma ends its head")
        if not head.endswith(";base64"):
            return urllib.parse.unquote_to_bytes(body)
        budget.check_bytes(len(body) * 3 // 4, where)
        return base64.b64decode(body, validate=True)
    except ValueError as error:
        raise MediaError(
            f"a broken data URI: {error}", where=where, remedy="Write it as data:image/png;base64,..."
        ) from error
