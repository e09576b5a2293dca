"""How much of a medium may be opened: limits that are read off its header, before anything is decoded."""

from __future__ import annotations

from dataclasses import dataclass

from plaudit.core import MediaError, UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What one medium may cost. One that costs more is a `MediaError`, never silently made smaller."""

    pixels: int = 2**27
    """Width x height of an image; of a video, times the number of frames taken. 2**27 is 512 MiB once decoded: an image
    of 11,585 x 11,585, or 64 frames of 1920 x 1080."""
    frames: int = 1024
    """Frames taken from one video."""
    seconds: float = 3600.0
    """Length of the cut of a video (start to end), in seconds."""
    bytes: int = 2**30
    """Size of the encoded file or download."""
    urls: bool = False
    """Whether http and https URLs may be fetched. Off: a data set cannot make this machine call others."""
    timeout: float = 30.0
    """Seconds that one download may take."""

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
