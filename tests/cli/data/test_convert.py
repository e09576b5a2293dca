from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from plaudit.core import Label, Sample, Text, answer, prefer, user
from plaudit.data import read, write
from tests.cli.test_main import figures, plaudit

PAIR = Sample(
    id="pair", prompt=(user("Is it so?"),), responses=(answer("Yes."), answer("No.")), labels=(prefer(0, 1),)
)  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A pair, a pair with a reference, and a tie."""
    more = replace(PAIR, id="more", reference=(Text("Yes."),))
    write([PAIR, more, replace(PAIR, id="tie", labels=(Label(values=(1.0, 1.0)),))], tmp_path / "a.jsonl")
    return tmp_path / "a.jsonl"


def test_losses_are_listed_and_counted(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = file.parent
    out, losses = folder / "b.jsonl.gz", folder / "losses.jsonl"
    words = ["--to", "trl", "--losses", losses, "--json", folder / "f.json"]
    assert plaudit("data", "convert", file, out, *words) == 0
    assert [sample.id for sample in read(out, "trl")] == ["pair", "more"]
    found = figures(folder / "f.json")
    assert {name: found[name] for name in ("to", "samples", "rows", "left_out", "taken_apart")} == {
        "to": "trl", "samples": 3, "rows": 2, "left_out": 1, "taken_apart": 0,
    }  # fmt: skip
    assert found["lost"]["reference"] == {"what": "it is left out", "count": 1, "where": [f"{file}:2"]}
    assert found["lost"]["sample"]["where"] == [f"{file}:3"]
    rows = [json.loads(line) for line in losses.read_text().splitlines()]
    assert [(row["where"], row["sample_id"], row["field"]) for row in rows] == [
        (f"{file}:2", "more", "reference"),
        (f"{file}:3", "tie", "sample"),
    ]
    shown = capsys.readouterr().out
    assert f"reference: it is left out: {file}:2" in shown and "3 samples: 2 rows written, 1 samples left out" in shown


def test_strict_stops(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = file.parent / "b.jsonl"
    assert plaudit("data", "convert", file, out, "--to", "trl", "--strict") == 1
    assert f"{file}:2: trl cannot hold all of it: reference" in capsys.readouterr().err and not out.exists()


def test_to_our_own_form_and_back_nothing_is_lost(file: Path) -> None:
    assert plaudit("data", "convert", file, file.parent / "b.parquet", "--json", file.parent / "f.json") == 0
    assert list(read(file.parent / "b.parquet")) == list(read(file))
    assert figures(file.parent / "f.json")["lost"] == {}


def test_what_cannot_be_done(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write([replace(PAIR, labels=())], file)
    for words, code, said in [
        (["b.jsonl", "--to", "trl"], 1, "trl can hold none of its samples"),
        (["b.jsonl", "--to", "nemo_rl"], 2, "'nemo_rl' is only read"),
        (["b.xlsx"], 2, "files named *.xlsx are not written"),
    ]:
        assert plaudit("data", "convert", file, file.parent / words[0], *words[1:]) == code
        assert said in capsys.readouterr().err


def test_columns_are_renamed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    source.write_text(json.dumps({"q": "Is it so?", "yes": "Yes.", "no": "No."}))
    words = ("--columns", "q=prompt", "yes=chosen", "no=rejected")
    assert plaudit("data", "convert", source, out, *words) == 0
    (sample,) = read(out)
    assert [r.text for r in sample.responses] == ["Yes.", "No."] and sample.labels == (prefer(0, 1),)
    for words, said in ((("q",), "'q' renames no column"), (("q=prompt", "q=id"), "one column is renamed twice")):
        assert plaudit("data", "convert", source, out, "--columns", *words) == 2
        assert said in " ".join(capsys.readouterr().err.split())
