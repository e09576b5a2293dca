"""What every file of `formats/` offers: rows to Samples and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from plaudit.core import Sample
from plaudit.data.files import Row

if TYPE_CHECKING:
    import pyarrow as pa


class Format(Protocol):
    """A way to write preferences down. `formats/<name>.py` holds one under its own name."""

    @property
    def needs(self) -> str:
        """The columns it is known by, in words for a person."""
        ...

    def matches(self, row: Row) -> bool:
        """Whether a row seems to be of this format, were it faulty or not; True of one format only."""
        ...

    def read(self, row: Row, where: str, root: Path) -> Sample:
        """The sample of a row, media left unopened; relative paths start at `root`.

        Raises DataError, with `where` and the field, for a row it cannot use.
        """
        ...

    def write(self, sample: Sample, root: Path, *, typed: bool) -> Row:
        """The row of a sample; paths below `root` become relative to it.

        typed: for a file with typed columns that hold bytes (parquet), otherwise for JSON. Raises DataError that names
        what this format cannot hold.
        """
        ...

    def schema(self, row: Row) -> pa.Schema:
        """The typed columns for rows like this one."""
        ...
