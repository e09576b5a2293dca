from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from plaudit.core import Sample
from plaudit.core.codec import decode
from plaudit.data import read
from tests.cli.test_main import figures, plaudit

PAIR = {"prompt": "Is it so?", "chosen": "Yes. " * 100, "rejected": "No.", "id": "p"}


def test_the_format_and_a_sample(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(json.dumps(PAIR) + "\nbroken\n")
    assert plaudit("data", "guess", file, "--json", tmp_path / "f.json") == 0
    found = figures(tmp_path / "f.json")
    assert found.keys() == {"format", "sample"} and found["format"] == "trl"
    assert decode(Sample, found["sample"]) == next(read(file))
    shown = capsys.readouterr().out
    assert "format: trl" in shown and "(500 characters)" in shown and PAIR["chosen"] not in shown


def test_a_tar_and_a_table(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        for name, content in (("7.json", json.dumps({**PAIR, "id": None}).encode()), ("7.jpg", b"\xff\xd8")):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    pq.write_table(pa.Table.from_pylist([{**PAIR, "raw": b"x"}]), tmp_path / "a.parquet")
    assert plaudit("data", "guess", tmp_path / "a.tar", "--json", tmp_path / "f.json") == 0
    sample = decode(Sample, figures(tmp_path / "f.json")["sample"])
    assert sample.prompt[0].parts[0].data == b"\xff\xd8"  # type: ignore[union-attr]
    assert plaudit("data", "guess", tmp_path / "a.parquet", "--json", tmp_path / "f.json") == 0
    assert figures(tmp_path / "f.json")["sample"]["extra"] == {"raw": "b'x'"}


@pytest.mark.parametrize(
    ("content", "words", "said"),
    [
        ({"question": "Hi", "chosen": "a"}, [], "its format is not known (columns: chosen, question)"),
        ({"prompt": "Hi", "chosen": "a", "rejected": ""}, [], "a.jsonl:1: rejected: it is empty"),
        (PAIR, ["--format", "verl"], "a.jsonl:1: "),
        ([1], [], "expected an object"),
    ],
)
def test_what_keeps_it_from_being_read(
    content: object, words: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps(content))
    assert plaudit("data", "guess", tmp_path / "a.jsonl", *words, "--json", tmp_path / "f.json") == 1
    assert said in capsys.readouterr().err and not (tmp_path / "f.json").exists()


def test_no_such_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert plaudit("data", "guess", tmp_path / "none.jsonl") == 1
    assert "there is no such file" in capsys.readouterr().err
    (tmp_path / "a.xlsx").touch()
    assert plaudit("data", "guess", tmp_path / "a.xlsx") == 2
    assert "files named *.xlsx are not read" in capsys.readouterr().err


def test_columns_are_renamed(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(json.dumps({"prompt": "Is it so?", "yes": "Yes.", "no": "No."}))
    words = ("--columns", "yes=chosen", "no=rejected", "--json", tmp_path / "f.json")
    assert plaudit("data", "guess", file, *words) == 0
    found = figures(tmp_path / "f.json")
    sample = decode(Sample, found["sample"])
    assert found["format"] == "trl" and [r.text for r in sample.responses] == ["Yes.", "No."]
