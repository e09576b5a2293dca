from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from plaudit.cli.main import main
from plaudit.data import write
from tests.fakes import pair

KILLED = """
import os, signal, sys
from plaudit.cli.main import main
from plaudit.runs.files import RunFile

def half(run, lines):
    '''The first batch is written; of the second, 20 lines and a part of the next.'''
    lines = list(lines)
    if lines[0].verdict.sample_id == 's0':
        return append(run, lines)
    append(run, lines[:20])
    run._handle.write(b'{"seen": "a1')
    run._handle.flush()
    os.kill(os.getpid(), signal.SIGKILL)

append, RunFile.append = RunFile.append, half
main(sys.argv[1:])
"""


def score(data: Path, out: Path) -> list[str]:
    return ["score", "rule:longest", str(data), "--out", str(out)]


def test_a_killed_process_is_taken_up_where_it_stopped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, whole, out = tmp_path / "pairs.jsonl", tmp_path / "whole.jsonl", tmp_path / "out.jsonl"
    write([pair(f"s{k}", "a" * (k % 7), "b" * (k % 5)) for k in range(200)], data)
    with pytest.raises(SystemExit) as stop:
        main(score(data, whole))
    assert not stop.value.code
    done = subprocess.run([sys.executable, "-c", KILLED, *score(data, out)], capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL
    left = out.read_bytes()
    assert left.count(b"\n") == 1 + 64 + 20 and not left.endswith(b"\n")
    with pytest.raises(SystemExit) as stop:
        main(score(data, out))
    assert not stop.value.code
    assert capsys.readouterr().out.count("400 responses scored, 0 without a score") == 2
    assert out.read_bytes() == whole.read_bytes()
    assert left.startswith(out.read_bytes()[: left.rindex(b"\n") + 1])
