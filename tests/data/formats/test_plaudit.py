from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from plaudit.core import DataError, Image, Sample, Video, answer, user
from plaudit.core.codec import encode
from plaudit.data import read, write
from plaudit.data.formats.plaudit import plaudit


def test_json_rows_are_those_of_the_codec() -> None:
    sample = Sample(id="a", prompt=(user(Image(b"picture"), "Hi?"),), tags=("kind=a",), extra={"n": [1, None]})
    assert plaudit.write(sample, Path("/data"), typed=False) == encode(sample)


def test_parquet_keeps_media_beside_the_text_each_once(tmp_path: Path) -> None:
    one, two = b"\x00one" * 1000, b"\x00two" * 1000
    film = Video((Image(one), Image(two), Image(tmp_path / "c.png")), fps=2.0)
    sample = Sample(id="a", prompt=(user(Image(one), "Hi?"),), responses=(answer(film), answer(Video(two))))
    write([sample, Sample(id="b", prompt=(user("Hi?"),))], tmp_path / "a.parquet")
    table = pq.read_table(tmp_path / "a.parquet").to_pylist()
    assert [(row["id"], row["media"]) for row in table] == [("a", [one, two]), ("b", [])]
    assert '"url":"plaudit-row://0"' in table[0]["sample"] and '"path":"c.png"' in table[0]["sample"]
    first, _ = read(tmp_path / "a.parquet")
    assert first == sample


@pytest.mark.parametrize("media", [[], None, 3, ["text"]])
def test_media_that_are_missing(media: object) -> None:
    row = plaudit.write(Sample(id="a", prompt=(user(Image(b"picture")),)), Path("/data"), typed=True)
    with pytest.raises(DataError, match="plaudit-row://0 is not among its media") as error:
        plaudit.read(row | {"media": media}, "a.parquet:row 3", Path("/data"))
    assert error.value.where == "a.parquet:row 3: media" and error.value.remedy
