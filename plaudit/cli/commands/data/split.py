"""Parts of a file that share no group, each a file of its own."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tyro.conf import Positional

from plaudit.cli.show import console, write_json
from plaudit.core import UsageError


def split(
    file: Positional[Path],
    parts: Positional[tuple[str, ...]],
    *,
    format: str | None = None,  # noqa: A002 - the word users know
    to: str = "plaudit",
    seed: int = 0,
    json: Path | None = None,
) -> None:
    """Samples of one group (or else of one prompt) go to one part, which follows from the seed and the group alone.

    The file is read once for each part and once before, and never held.

    Args:
        file: The samples.
        parts: FILE=FRACTION for each part: train.jsonl=0.8 test.jsonl=0.2. The fractions' sum is 1.
        format: Format of the file; guessed where not given.
        to: Format of the parts.
        seed: Of the draw.
        json: File to write the sizes to.
    """
    from plaudit.data import read, write
    from plaudit.data.split import assigned, no_group

    fractions = _fractions(parts)
    counts = Counter(part for part, _ in assigned(read(file, format), fractions, seed))
    if empty := [part for part in fractions if not counts[part]]:
        raise no_group(empty)
    for name in fractions:
        samples = (sample for part, sample in assigned(read(file, format), fractions, seed) if part == name)
        console.print(f"{name}: {write(samples, Path(name), to):,} samples", soft_wrap=True)
    write_json(json, {name: counts[name] for name in fractions})


def _fractions(parts: tuple[str, ...]) -> dict[str, float]:
    try:
        named = [(name, float(fraction)) for name, _, fraction in (part.rpartition("=") for part in parts)]
    except ValueError:
        named = []
    if not named or len(dict(named)) < len(named) or not all(name for name, _ in named):
        raise UsageError(f"{' '.join(parts) or 'no parts'}", remedy="Write FILE=FRACTION for each part, as 0.8.")
    return dict(named)
