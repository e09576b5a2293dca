"""Stored scores as a Scorer."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from plaudit.core import DataError, Sample, ScorerInfo, Unscored, Verdict
from plaudit.runs.files import is_run, read_run
from plaudit.runs.tables import read_scores


class Replayed:
    """The scorer whose scores are in a file: a run, or a table made elsewhere.

    What the file does not hold is `Unscored("missing")`.
    """

    info: ScorerInfo
    """Of the scorer that made the run; a table's name is that of its file."""

    def __init__(
        self, path: Path | str, *, key: str | Sequence[str] = "id", where: Mapping[str, object] | None = None
    ) -> None:
        """Reads the file.

        A table (.csv, or .jsonl with an object a line) has a row per sample, with columns score_0, score_1, ...
        key: its column of sample ids; several are joined by "/".
        where: only rows with these values: {"model": "ImageReward"}.
        Raises `DataError` for a bad row, and where two rows have one id.
        """
        self._path = Path(path)
        if not self._path.is_file():
            raise DataError(
                "there is no such file of scores", where=str(path), remedy="Give a run, a .csv or a .jsonl."
            )
        if is_run(self._path):
            info, lines = read_run(self._path)
            self._verdicts = {i: line.verdict for i, line in lines.items()}
        else:
            columns = [key] if isinstance(key, str) else list(key)
            rows = {column: str(value) for column, value in (where or {}).items()}
            self._verdicts = read_scores(self._path, columns, rows)
            content = hashlib.sha256(self._path.read_bytes()).hexdigest()[:16]
            name = " ".join([self._path.stem, *rows.values()])
            info = ScorerInfo(name=name, manifest={"scores": content, "key": columns, "where": rows})
        self.info = replace(info, media=frozenset({"image", "video", "audio"}))

    def score(self, samples: Sequence[Sample]) -> list[Verdict]:
        """The stored verdicts. Raises `DataError` where more scores are stored than a sample has responses."""
        return [self._verdict(sample) for sample in samples]

    def _verdict(self, sample: Sample) -> Verdict:
        lacking = Unscored(why="missing", detail=f"not in {self._path.name}", by=self.info.name)
        stored = self._verdicts.get(sample.id, Verdict(sample_id=sample.id, scores=()))
        short = len(sample.responses) - len(stored.scores)
        if short < 0:
            raise DataError(
                f"{len(stored.scores)} scores for {len(sample.responses)} responses",
                where=f"{self._path}: sample {sample.id!r}",
                remedy="Replay it over the samples that were scored.",
            )
        return replace(stored, scores=(*stored.scores, *[lacking] * short))
