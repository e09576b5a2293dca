"""`plaudit doctor`: what is in a checkpoint, and an exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plaudit.cli.main import main
from tests.models.published import test_value_head
from tests.tiny import tiny_text


def run(*words: object) -> object:
    with pytest.raises(SystemExit) as stop:
        main(["doctor", *map(str, words)])
    return stop.value.code


def test_it_says_how_to_score_with_a_published_model(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = test_value_head.build(tmp_path / "model")
    assert not run(folder, "--json", tmp_path / "found.json")
    said = capsys.readouterr().out
    assert "value_head: v_head.summary.weight 1 x 32, v_head.summary.bias 1" in said
    assert f"plaudit can score with it: plaudit score {folder} DATA" in said
    found = json.loads((tmp_path / "found.json").read_text())
    assert found["layout"] == "value_head" and found["parameters"]["head"] == 33


def test_it_fails_where_there_is_nothing_to_score_with(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tiny_text(tmp_path / "model"), "--json", tmp_path / "found.json") == 1
    said = capsys.readouterr()
    assert "none that plaudit knows" in said.out and "no head in a layout" in said.err
    assert json.loads((tmp_path / "found.json").read_text())["missing"]
