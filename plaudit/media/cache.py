"""Fetched media on disk, so that a URL is downloaded once.

Content lies under its own SHA-256, and a URL under a note of which content it gave, so that two URLs of one picture
keep it once. Files appear whole or not at all (written aside, then renamed) and are checked against their name when
read, so that threads, processes and crashes need no lock.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from plaudit.core import UsageError

CONTENT, NOTE, PART = ".media", ".url", ".part"
OURS = re.compile(rf"[0-9a-f]{{64}}(\{CONTENT}|\{NOTE}|\.\w+\{PART})")
"""Names of what may be removed: nothing else in the folder is ever touched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cache:
    """A folder of what was fetched, the least recently used of it removed first."""

    folder: Path
    """Made where there is none."""
    limit: int = 2**34
    """Bytes: most that lies there once a write is over. A single medium over it is not kept."""

    def __post_init__(self) -> None:
        if self.limit < 1:
            raise UsageError(f"a cache of {self.limit} bytes keeps nothing", remedy="Give more than 0.")

    def get(self, url: str) -> bytes | None:
        """What the URL gave when it was fetched, however long ago; None: it is not here."""
        note = self.folder / (_hash(url.encode()) + NOTE)
        try:
            key = note.read_text("ascii")
            if not re.fullmatch(r"[0-9a-f]{64}", key):
                return None
            path = self.folder / (key + CONTENT)
            content = path.read_bytes()
        except (OSError, ValueError):
            return None
        if _hash(content) != key:  # a power cut can leave a renamed file without its content
            path.unlink(missing_ok=True)
            return None
        for used in (note, path):
            with suppress(OSError):
                os.utime(used)
        return content

    def put(self, url: str, content: bytes) -> None:
        """Keep what a URL gave. A disk that is full or read-only keeps nothing, and that is no error."""
        if len(content) > self.limit:
            return
        key = _hash(content)
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            self._write(key + CONTENT, content)
            self._write(_hash(url.encode()) + NOTE, key.encode())
            self._trim()

    def _write(self, name: str, content: bytes) -> None:
        handle, part = tempfile.mkstemp(dir=self.folder, prefix=Path(name).stem + ".", suffix=PART)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(part).replace(self.folder / name)
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise

    def _trim(self) -> None:
        """Remove the oldest until the rest fits; a part that a crash left grows old like everything else."""
        found = []
        for entry in os.scandir(self.folder):
            if OURS.fullmatch(entry.name):
                with suppress(FileNotFoundError):  # another process was faster
                    state = entry.stat()
                    found.append((state.st_mtime_ns, state.st_size, Path(entry.path)))
        over = sum(size for _, size, _ in found) - self.limit
        for _, size, path in sorted(found):
            if over <= 0:
                break
            path.unlink(missing_ok=True)
            over -= size


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
