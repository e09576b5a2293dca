"""What may be opened, and how much of it: limits that are read off a header, before anything is decoded."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from plaudit.core import MediaError, UsageError
from plaudit.media.cache import Cache

WORK = 64
"""So many times the pixels that may be taken may be decoded on the way to them: 4096 frames of 1920 x 1080."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What one medium may cost. One that costs more is a `MediaError`, never silently made smaller."""

    pixels: int = 2**27
    """Width x height of an image; of a video, times the number of frames taken. 2**27 is 512 MiB once decoded: an image
    of 11,585 x 11,585, or 64 frames of 1920 x 1080."""
    frames: int = 1024
    """Frames taken from one video."""
    seconds: float = 3600.0
    """Length of the cut of a video or a sound (start to end), in seconds."""
    bytes: int = 2**30
    """Size of the encoded file or download."""
    urls: bool = False
    """Whether http and https URLs may be fetched. Off: a data set cannot make this machine call others."""
    timeout: float = 30.0
    """Seconds that one download may take, its redirects together; looking up a name has the system's own limit."""
    hosts: tuple[str, ...] = ()
    """The only hosts that URLs may name; each allows the names below it too. (): any."""
    private: bool = False
    """Whether a host may be at a private, loopback or link-local address, as the machines behind a firewall are."""
    cache: Cache | None = None
    """Where fetched media are kept, to be fetched once; None: nowhere."""
    root: Path | None = None
    """The folder that files must lie in once every link is followed; None: any."""

    def __post_init__(self) -> None:
        for name in ("pixels", "frames", "seconds", "bytes", "timeout"):
            if not getattr(self, name) > 0:
                raise UsageError(f"a budget of {getattr(self, name)} {name} allows nothing", remedy="Give more than 0.")

    def check_pixels(self, width: int, height: int, frames: int, where: str) -> None:
        """Raise MediaError where so many frames of this size are over the budget."""
        if width * height * frames > self.pixels:
            shape = f"{width:,} x {height:,} pixels" + (f" x {frames:,} frames" if frames > 1 else "")
            fewer = "Make it smaller" if frames == 1 else "Take fewer frames (count=...), make it smaller"
            raise MediaError(
                f"{shape} are over the budget of {self.pixels:,} pixels",
                where=where,
                remedy=f"{fewer}, or raise Budget(pixels=...).",
            )

    def check_frames(self, frames: float, where: str) -> None:
        """Raise MediaError where so many frames are over the budget."""
        if frames > self.frames:
            raise MediaError(
                f"{math.ceil(frames):,} frames are over the budget of {self.frames:,}",
                where=where,
                remedy="Take fewer with count=... or fps=..., or raise Budget(frames=...).",
            )

    def check_work(self, width: int, height: int, frames: int, where: str) -> None:
        """Raise MediaError where too many frames are decoded only to get at the wanted ones: `WORK` times `pixels`."""
        if width * height * frames > WORK * self.pixels:
            raise MediaError(
                f"{frames:,} frames of {width:,} x {height:,} pixels would be decoded on the way to those asked for",
                where=where,
                remedy="Encode it with more key frames (a GIF or WebP: as a video), or raise Budget(pixels=...).",
            )

    def check_bytes(self, size: int, where: str) -> None:
        """Raise MediaError where an encoded medium is empty or over the budget."""
        if size == 0:
            raise MediaError("it is empty (0 bytes)", where=where, remedy="Fetch or export it again.")
        if size > self.bytes:
            raise MediaError(
                f"{size:,} bytes are over the budget of {self.bytes:,}",
                where=where,
                remedy="Make it smaller, or raise Budget(bytes=...).",
            )


DEFAULT = Budget()
