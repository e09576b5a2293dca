"""What `convert` promises of every format that is written: what is not listed comes back."""

from __future__ import annotations

from functools import reduce
from pathlib import Path

import pytest

from plaudit.core import Sample
from plaudit.data import convert, read, write
from plaudit.data.convert import Loss
from plaudit.data.omissions import omissions
from tests.contracts.test_formats import WRITABLE, contents, plain, rich


@pytest.mark.parametrize("file", ["made.jsonl", "made.parquet"])
@pytest.mark.parametrize("name", WRITABLE)
def test_what_is_not_listed_comes_back(name: str, file: str, tmp_path: Path) -> None:
    source = tmp_path / "source.parquet"
    whole = 0
    for sample in [*plain(tmp_path), *rich(tmp_path)]:
        write([sample], source)
        losses: list[Loss] = []
        done = convert(source, tmp_path / file, to=name, listed=losses.append)
        rows, fields = list(read(tmp_path / file, name)), {loss.field for loss in losses}
        assert done.rows == len(rows) and all(loss.where and loss.sample_id == sample.id for loss in losses)
        assert (not rows) == (done.left_out == 1) and (len(rows) == 1 or "sample" in fields)
        if fields <= (left := omissions(sample)).keys():
            whole += 1
            assert list(map(contents, rows)) == [contents(without(sample, fields))], (left, fields)
    assert whole > 0


def without(sample: Sample, fields: set[str]) -> Sample:
    """The sample without these fields."""
    return reduce(lambda less, field: omissions(sample)[field](less), sorted(fields), sample)
