"""Several data sets as one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from plaudit.core import DataError, Sample


def merge(sets: Mapping[str, Iterable[Sample]], *, prefix: bool = False) -> Iterator[Sample]:
    """The samples of each set after those of the set before it, as a stream; some 100 bytes a sample are held.

    sets: by name. prefix: put "name/" before each id and named group, for sets that number their samples and groups
    each from the start. Without it, groups of the same name are one group. Samples without a group stay with those of
    the same prompt, in all sets. Raises DataError for an id that was there before.
    """
    seen: set[bytes] = set()
    for name, samples in sets.items():
        for sample in samples:
            group = sample.group if sample.group is None else f"{name}/{sample.group}"
            merged = replace(sample, id=f"{name}/{sample.id}", group=group) if prefix else sample
            key = hashlib.blake2b(merged.id.encode("utf-8", "surrogatepass"), digest_size=16).digest()
            if key in seen:
                remedy = "Give each sample an id of its own, or put the set's name before it (prefix)."
                raise DataError(f"the id {merged.id!r} was there before", where=name, remedy=remedy)
            seen.add(key)
            yield merged
