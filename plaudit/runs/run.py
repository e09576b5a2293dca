"""A scorer over a stream of samples. Nothing else calls `score` on more samples than it holds at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from itertools import islice
from pathlib import Path

from plaudit.core import DataError, Part, Sample, Scorer, ScorerInfo, Text, Unscored, Verdict
from plaudit.core.asking import ask
from plaudit.runs.files import Line, RunFile, open_run


def run(
    scorer: Scorer,
    samples: Iterable[Sample],
    path: Path | str | None = None,
    *,
    batch_size: int = 64,
    progress: Callable[[int], None] | None = None,
) -> list[Verdict]:
    """Verdicts of all samples, in their order; each scorer sees only what it declares to read.

    path: the file in which they are kept, added to after every batch. What it holds of the same scorer and the same
    content is not asked for again, unless the scorer was down. Files named by a sample count as the same content while
    their names are. None: nothing is kept.
    batch_size: how many samples the scorer is handed at once.
    progress: called with the number of samples done after every batch that the scorer was asked about, so that what a
    resumed run finds in its file is no part of the rate.
    Raises `RunError` for a file of another scorer and for a scorer that breaks its contract, `DataError` for two
    samples with one id.
    """
    verdicts: list[Verdict] = []
    ids: set[str] = set()
    stream, info = iter(samples), scorer.info  # read once: a model's fingerprints its weights
    with nullcontext() if path is None else open_run(Path(path), info) as file:
        while batch := list(islice(stream, batch_size)):
            for sample in batch:
                if sample.id in ids:
                    raise DataError(f"two samples have the id {sample.id!r}", remedy="Give each an id of its own.")
                ids.add(sample.id)
            found, asked = _batch(scorer, info, batch, file)
            verdicts += found
            if asked and progress is not None:
                progress(len(verdicts))
    return verdicts


def _batch(
    scorer: Scorer, info: ScorerInfo, samples: Sequence[Sample], file: RunFile | None
) -> tuple[list[Verdict], bool]:
    """The verdicts, and whether the scorer was asked for any."""
    shown = [sample.seen_by(info) for sample in samples]
    if file is None:
        return ask(scorer, info, shown), True
    digests = {sample.id: content_digest(sample) for sample in shown}
    known = {i: file.lines[i].verdict for i, digest in digests.items() if _settled(file.lines.get(i), digest)}
    new = {v.sample_id: v for v in ask(scorer, info, [sample for sample in shown if sample.id not in known])}
    file.append(Line(verdict, digests[i]) for i, verdict in new.items())
    return [known.get(sample.id) or new[sample.id] for sample in samples], bool(new)


def _settled(line: Line | None, digest: str) -> bool:
    if line is None or line.seen != digest:
        return False
    return not any(isinstance(score, Unscored) and score.why == "down" for score in line.verdict.scores)


def content_digest(sample: Sample) -> str:
    """Sixteen hex digits that change with what the sample says and shows."""
    return hashlib.sha256(repr(sample.map_parts(_named)).encode()).hexdigest()[:16]


def _named(part: Part) -> Part:
    """Media by name: what is held in memory by a digest of its content."""
    return part if isinstance(part, Text) else replace(part, data=_name(part.data))


def _name(data: object) -> object:
    if isinstance(data, str | Path):
        return data
    if isinstance(data, tuple):
        return tuple(_named(frame) for frame in data)
    content = data if isinstance(data, bytes) else data.tobytes() if hasattr(data, "tobytes") else repr(data).encode()
    return b"sha256:" + hashlib.sha256(content).digest()
