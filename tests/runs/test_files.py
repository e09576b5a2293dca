from __future__ import annotations

from pathlib import Path

import pytest

from plaudit.core import DataError, RunError
from plaudit.rules.constant import constant
from plaudit.rules.longest import longest
from plaudit.runs import run
from plaudit.runs.files import is_run, read_run
from tests.fakes import pair

SAMPLES = [pair(f"s{k}", "a" * k, "b" * (9 - k)) for k in range(9)]


def test_a_run_is_read_with_its_scorer(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    verdicts = run(constant(1.0), SAMPLES, path)
    info, lines = read_run(path)
    assert is_run(path)
    assert info == constant(1.0).info
    assert [line.verdict for line in lines.values()] == verdicts


def test_another_scorers_run_is_refused_with_the_difference(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    run(constant(1.0), SAMPLES, path)
    with pytest.raises(RunError, match=r"run.jsonl: .* manifest.value is 1.0 there, 2.0 now"):
        run(constant(2.0), SAMPLES, path)
    with pytest.raises(RunError, match="name is constant there, longest now"):
        run(longest(), SAMPLES, path)


@pytest.mark.parametrize("content", [b"my only copy", b'{"plaudit": 1}\nmore', b"\n"])
def test_a_file_that_is_no_run_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(RunError, match="not a run"):
        run(longest(), SAMPLES, path)
    assert path.read_bytes() == content


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    run(longest(), SAMPLES, path)
    path.write_bytes(path.read_bytes() + b"garbage\n")
    with pytest.raises(DataError, match=r"run.jsonl:11: not JSON"):
        run(longest(), SAMPLES, path)
