"""A file without near-duplicates, and without what a test file has too."""

from __future__ import annotations

from pathlib import Path

from tyro.conf import Positional

from plaudit.cli.show import console, write_json


def dedup(
    file: Positional[Path],
    out: Positional[Path],
    *,
    against: Path | None = None,
    media: bool = True,
    format: str | None = None,  # noqa: A002 - the word users know
    to: str = "plaudit",
    json: Path | None = None,
) -> None:
    """Keeps the first of samples whose text is nearly the same and whose pictures look alike. The file is read twice.

    Args:
        file: The samples.
        out: File to write those that stay to.
        against: A file whose prompts must not be in it: the whole group of a sample with such a prompt goes.
        media: Open images and videos to compare their looks; else they are compared by path, URL or bytes.
        format: Format of the file; guessed where not given.
        to: Format of what is written.
        json: File to write the counts to.
    """
    from plaudit.data import duplicates, read, write
    from plaudit.data.media_facts import KnownMedia
    from plaudit.media import Budget

    known = KnownMedia(Budget()) if media else None
    found = duplicates(read(file, format), () if against is None else read(against), media=known)
    kept = write((sample for place, sample in enumerate(read(file, format)) if place not in found), out, to)
    shared = "" if against is None else f", {len(found.leaked):,} in groups shared with {against}"
    console.print(f"{kept:,} samples kept; {len(found.twins):,} near-duplicates{shared}", soft_wrap=True)
    write_json(json, {"kept": kept, "near_duplicates": len(found.twins), "shared": len(found.leaked)})
