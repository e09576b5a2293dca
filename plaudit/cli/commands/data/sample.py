"""Some of a file's groups, drawn at random."""

from __future__ import annotations

from pathlib import Path

from tyro.conf import Positional

from plaudit.cli.show import console, write_json
from plaudit.core import UsageError


def sample(
    file: Positional[Path],
    out: Positional[Path],
    *,
    n: int | None = None,
    fraction: float | None = None,
    format: str | None = None,  # noqa: A002 - the word users know
    to: str = "plaudit",
    seed: int = 0,
    json: Path | None = None,
) -> None:
    """Draws whole groups (or else all samples of a prompt), and keeps the file's order.

    Args:
        file: The samples.
        out: File to write the drawn ones to.
        n: At most so many samples; they are held in memory.
        fraction: About this share instead; nothing is held.
        format: Format of the file; guessed where not given.
        to: Format of what is written.
        seed: Of the draw.
        json: File to write the count to.
    """
    from plaudit.data import read, write
    from plaudit.data import sample as draw
    from plaudit.data.sample import fraction as share

    samples = read(file, format)
    if (n is None) == (fraction is None):
        raise UsageError("how many is not said, or twice", remedy="Give --n or --fraction, and not both.")
    drawn = draw(samples, n, seed) if n is not None else share(samples, fraction or 0.0, seed)
    count = write(drawn, out, to)
    console.print(f"{count:,} samples: {out}", soft_wrap=True)
    write_json(json, {"samples": count})
