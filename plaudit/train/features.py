"""The pooled hidden states of a frozen backbone, on disk: made once, then heads are fitted to them in seconds.

features.json    what they were made of: backbone, settings, template, processor, fingerprint of the weights
features.bin     float32, one row of H numbers per response that has one, read by mapping the file into memory
rows.jsonl       a sample per line: its id, a digest of what was shown, its responses that have a row, and why others
                 have none
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from itertools import accumulate, pairwise
from pathlib import Path
from typing import IO, Any, Self

import numpy as np
import torch
from torch import Tensor

from plaudit.core import DataError, Json, Response, RunError, Sample, Unscored, UsageError
from plaudit.models import RewardModel
from plaudit.models.checkpoint import fingerprint
from plaudit.models.execution import hidden
from plaudit.models.pooling import pool
from plaudit.runs.run import content_digest
from plaudit.train.targets import targets

MANIFEST, MATRIX, ROWS = "features.json", "features.bin", "rows.jsonl"
_BYTES = np.dtype("<f4").itemsize


@dataclass(frozen=True, slots=True)
class Line:
    """What is stored of one sample."""

    sample: str
    content: str
    """Digest of what the backbone was shown."""
    scored: tuple[int, ...]
    """Responses that have a row, in the order of their rows."""
    unscored: Mapping[str, Json]
    """By the number of the response, why the others have none."""


@dataclass(frozen=True)
class Rows:
    """Samples and the features of their responses."""

    samples: Sequence[Sample]
    features: Tensor
    """(R, H) float32."""
    places: Sequence[tuple[int, int]]
    """Of each row, index into samples and index of the response; in that order."""

    def of(self, index: Sequence[int]) -> Rows:
        """Those of some of the samples, copied."""
        spans = [self._spans[i] for i in index]
        chosen = torch.tensor([row for span in spans for row in span], dtype=torch.int64)
        places = [(k, self.places[row][1]) for k, span in enumerate(spans) for row in span]
        return Rows([self.samples[i] for i in index], self.features[chosen], places)

    def labelled(self, times: Mapping[str, int]) -> Rows:
        """The same features, with the labels of each sample (by its id) counted that many times."""
        return replace(self, samples=[replace(s, labels=s.labels * times.get(s.id, 0)) for s in self.samples])

    def targets(self, dimension: str) -> dict[str, Tensor]:
        """What a loss may ask for, of all rows."""
        if dimension not in self._targets:
            self._targets[dimension] = targets(self.samples, self.places, dimension)[0].tensors()
        return self._targets[dimension]

    @cached_property
    def _targets(self) -> dict[str, dict[str, Tensor]]:
        return {}

    @cached_property
    def _spans(self) -> list[range]:
        """The rows of each sample."""
        counts = Counter(i for i, _ in self.places)
        starts = [0, *accumulate(counts[i] for i in range(len(self.samples)))]
        return [range(start, end) for start, end in pairwise(starts)]


@dataclass(frozen=True, slots=True)
class Features:
    """A folder of features."""

    folder: Path
    made: Mapping[str, Json]
    """Of features.json. `backbone` is null for features that did not come from one."""
    matrix: np.memmap[Any, np.dtype[np.float32]]
    """(R, H); a page of it is read when it is used."""
    lines: Mapping[str, Line]
    """By sample id."""
    first: Mapping[str, int]
    """By sample id, the row of its first response that has one."""

    @classmethod
    def open(cls, folder: str | Path) -> Self:
        """What a folder holds, that of a run still going on or cut off too. Raises RunError where there are none."""
        folder = Path(folder)
        made, lines = _manifest(folder), _lines(folder)
        if made is None or not any(line.scored for line in lines):
            raise RunError("there are no features there", where=str(folder), remedy="Make them with plaudit features.")
        starts = [0, *accumulate(len(line.scored) for line in lines)]
        # Copy-on-write, because torch wants memory that it could write to
        matrix = np.memmap(folder / MATRIX, dtype="<f4", mode="c", shape=(starts[-1], made["width"]))
        first = {line.sample: start for line, start in zip(lines, starts, strict=False)}
        return cls(folder, made, matrix, {line.sample: line for line in lines}, first)

    def rows(self, samples: Sequence[Sample]) -> Rows:
        """The features of samples; nothing is copied where they are all that is stored, in order.

        Raises RunError for a sample that was not there when they were made, or has changed other than in its labels.
        """
        index, places = list[int](), list[tuple[int, int]]()
        for i, sample in enumerate(samples):
            line = self.lines.get(sample.id)
            if line is None or line.content != _digest(sample):
                what = "is not among them" if line is None else "has another content than there"
                raise RunError(
                    f"sample {sample.id!r} {what}",
                    where=str(self.folder),
                    remedy="Run plaudit features on this file; what is there already is not made again.",
                )
            index += range(self.first[sample.id], self.first[sample.id] + len(line.scored))
            places += [(i, j) for j in line.scored]
        whole = torch.from_numpy(self.matrix)
        stored = index == list(range(len(whole)))
        return Rows(samples, whole if stored else whole[torch.tensor(index, dtype=torch.int64)], places)

    def unscored(self, sample_id: str, response: int) -> Unscored:
        """Why a response has no row."""
        return Unscored(**self.lines[sample_id].unscored[str(response)])


def extract(
    model: RewardModel,
    samples: Sequence[Sample],
    folder: str | Path,
    *,
    batch_size: int = 8,
    progress: Callable[[int], None] | None = None,
) -> Features:
    """Runs the model's backbone over the samples, the head left out, and adds to what is in the folder.

    batch_size: samples, each with all its responses, per forward pass. progress: called with the number of samples
    done. Raises RunError for a folder of other features, and DataError for two samples with one id.
    """
    if model.layout.settings.pooling == "turns":
        raise UsageError("pooling is 'turns'", remedy="Features are one vector per response: pool 'last' or 'mean'.")
    if len({sample.id for sample in samples}) < len(samples):
        raise DataError("two samples have one id", remedy="Give each an id of its own.")
    model.eval()
    device = next(model.head.parameters()).device

    def pooled(batch: Sequence[Sample]) -> tuple[Tensor, list[tuple[int, int]], dict[tuple[int, int], Unscored]]:
        made = model.collate(batch)
        inputs = {name: tensor.to(device) for name, tensor in made.inputs.items()}
        mask = inputs.pop("pool_mask")
        with torch.inference_mode():
            states = pool(hidden(model, inputs), mask) if made.rows else torch.zeros(0)
        return states.float().cpu(), made.rows, made.unscored

    with _writing(Path(folder), made_of(model)) as write:
        known = write.lines
        for start in range(0, len(samples), batch_size):
            batch = [sample for sample in samples[start : start + batch_size] if not _is_known(sample, known, folder)]
            if batch:
                write(batch, *pooled(batch))
            if progress is not None:
                progress(min(start + batch_size, len(samples)))
    return Features.open(folder)


def store(samples: Sequence[Sample], rows: Sequence[np.ndarray[Any, Any]], folder: str | Path, source: str) -> Features:
    """Features that were made elsewhere. rows: for each sample, (N, H) numbers of its N responses.

    source: what made them. Raises RunError for a folder of other features.
    """
    width = rows[0].shape[1]
    with _writing(Path(folder), {"width": width, "backbone": None, "source": source}) as write:
        for sample, numbers in zip(samples, rows, strict=True):
            if not _is_known(sample, write.lines, folder):
                places = [(0, j) for j in range(len(sample.responses))]
                write([sample], torch.tensor(np.asarray(numbers, dtype=np.float32)), places, {})
    return Features.open(folder)


def made_of(model: RewardModel) -> dict[str, Json]:
    """Everything that could change a feature."""
    plain = model.manifest.to_json()
    kept = {key: plain[key] for key in ("backbone", "settings", "template", "processor", "versions")}
    weights = fingerprint(model.backbone.state_dict().items())
    width = model.backbone.config.get_text_config().hidden_size
    return {"width": width, **kept, "weights": weights}


def differences(there: Mapping[str, Json], now: Mapping[str, Json]) -> list[str]:
    """What two manifests disagree on; versions of libraries do not count."""
    keys = sorted((there.keys() | now.keys()) - {"versions"})
    return [f"{key} was {there.get(key)}, is {now.get(key)}" for key in keys if there.get(key) != now.get(key)]


class _Writer:
    """Adds samples to open files: numbers first, so that a line never stands for what is not there."""

    def __init__(self, lines: Sequence[Line], matrix: IO[bytes], rows: IO[bytes]) -> None:
        self.lines = {line.sample: line for line in lines}
        self._matrix, self._rows = matrix, rows

    def __call__(
        self,
        samples: Sequence[Sample],
        numbers: Tensor,
        places: Sequence[tuple[int, int]],
        unscored: Mapping[tuple[int, int], Unscored],
    ) -> None:
        self._matrix.write(numbers.numpy().astype("<f4").tobytes())
        self._matrix.flush()
        for i, sample in enumerate(samples):
            why = {str(j): asdict(said) for (k, j), said in unscored.items() if k == i}
            line = Line(sample.id, _digest(sample), tuple(j for k, j in places if k == i), why)
            self.lines[sample.id] = line
            self._rows.write(json.dumps(asdict(line)).encode() + b"\n")
        self._rows.flush()


@contextmanager
def _writing(folder: Path, made: Mapping[str, Json]) -> Iterator[_Writer]:
    made = json.loads(json.dumps(made))
    folder.mkdir(parents=True, exist_ok=True)
    there = _manifest(folder)
    if there is not None and (unlike := differences(there, made)):
        raise RunError(
            f"it holds other features: {'; '.join(unlike)}", where=str(folder), remedy="Give a folder of its own."
        )
    if there is None:
        (folder / MANIFEST).write_text(json.dumps(made, indent=1) + "\n")
    lines = _lines(folder)
    with (folder / MATRIX).open("ab") as matrix, (folder / ROWS).open("ab") as rows:
        matrix.truncate(sum(len(line.scored) for line in lines) * made["width"] * _BYTES)
        rows.truncate(sum(len(json.dumps(asdict(line))) + 1 for line in lines))
        for handle in (matrix, rows):
            handle.seek(0, os.SEEK_END)
        yield _Writer(lines, matrix, rows)


def _manifest(folder: Path) -> dict[str, Json] | None:
    try:
        made: dict[str, Json] = json.loads((folder / MANIFEST).read_text())
        return made
    except FileNotFoundError:
        return None


def _lines(folder: Path) -> list[Line]:
    """The whole lines; the last may have been cut off."""
    if not (folder / ROWS).exists():
        return []
    whole = (folder / ROWS).read_bytes().rpartition(b"\n")[0].splitlines()
    plain = [json.loads(line) for line in whole]
    return [Line(**{**fields, "scored": tuple(fields["scored"])}) for fields in plain]


def _is_known(sample: Sample, lines: Mapping[str, Line], folder: str | Path) -> bool:
    line = lines.get(sample.id)
    if line is not None and line.content != _digest(sample):
        raise DataError(
            f"sample {sample.id!r} is there with another content", where=str(folder), remedy="Give each its own id."
        )
    return line is not None


def _digest(sample: Sample) -> str:
    """Of what a backbone is shown, and the id."""
    shown = tuple(Response(turns=response.turns, complete=response.complete) for response in sample.responses)
    return content_digest(Sample(id=sample.id, prompt=sample.prompt, responses=shown))
