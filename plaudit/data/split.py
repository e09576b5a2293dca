"""Parts of a data set that share no group."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

from plaudit.core import DataError, Sample, UsageError, group_of


def split(samples: Iterable[Sample], fractions: Mapping[str, float], seed: int = 0) -> dict[str, list[Sample]]:
    """Samples by the name of their part, in order; a group (`group_of`) is never torn apart.

    A group's part follows from the seed and the group alone, so it stays when samples are added or reordered; sizes are
    therefore near the fractions, not equal to them. fractions: above 0, of sum 1. Raises UsageError for others, and
    DataError where a part is left empty.
    """
    parts: dict[str, list[Sample]] = {name: [] for name in fractions}
    for part, sample in assigned(samples, fractions, seed):
        parts[part].append(sample)
    if empty := [name for name, part in parts.items() if not part]:
        raise no_group(empty)
    return parts


def assigned(samples: Iterable[Sample], fractions: Mapping[str, float], seed: int = 0) -> Iterator[tuple[str, Sample]]:
    """Each sample with the name of the part that `split` puts it in, as a stream. Raises UsageError as it does."""
    if not all(fraction > 0 for fraction in fractions.values()) or abs(sum(fractions.values()) - 1) > 1e-9:
        raise UsageError(f"fractions {dict(fractions)}", remedy="Give fractions above 0 whose sum is 1.")
    return ((_part(draw(seed, sample), fractions), sample) for sample in samples)


def no_group(parts: Sequence[str]) -> DataError:
    """What is wrong where parts are left empty."""
    remedy = "Use more samples, other fractions, another seed, or folds()."
    return DataError(f"no group fell to {', '.join(parts)}", remedy=remedy)


def folds(samples: Iterable[Sample], k: int, seed: int = 0) -> list[tuple[list[Sample], list[Sample]]]:
    """(training, test) k times: every sample is in one test part, and no group is in both parts of a fold.

    The parts hold the same number of groups, or one more. Raises UsageError for k below 2, DataError for fewer groups
    than k.
    """
    samples = list(samples)
    groups = sorted({(draw(seed, sample), group_of(sample)) for sample in samples})
    if k < 2:
        raise UsageError(f"{k} folds", remedy="Give 2 or more.")
    if len(groups) < k:
        raise DataError(f"{len(groups)} groups are too few for {k} folds", remedy="Use fewer folds or more samples.")
    fold = {group: n % k for n, (_, group) in enumerate(groups)}
    of = [fold[group_of(sample)] for sample in samples]
    return [
        (
            [s for s, f in zip(samples, of, strict=True) if f != n],
            [s for s, f in zip(samples, of, strict=True) if f == n],
        )
        for n in range(k)
    ]


def draw(seed: int, sample: Sample) -> float:
    """A number in [0, 1) that follows from the seed and the sample's group."""
    seen = hashlib.sha256(f"{seed}:{group_of(sample)}".encode()).digest()
    return int.from_bytes(seen[:8]) / 2**64


def _part(draw: float, fractions: Mapping[str, float]) -> str:
    place = bisect_right(list(accumulate(fractions.values())), draw)
    return list(fractions)[min(place, len(fractions) - 1)]  # min: the sum may be a rounding error below 1
