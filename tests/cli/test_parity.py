"""`plaudit parity`: a table, a file, an exit code."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from plaudit.cli.main import main
from plaudit.core import Image, Sample, answer, user
from plaudit.data import write
from plaudit.models import RewardModel
from plaudit.models.heads.linear import linear
from plaudit.runs.parity_ways import WAYS
from tests.models.test_lora import adapted
from tests.tiny import picture, tiny_qwen2_5_vl, tiny_text


def run(*words: object) -> object:
    with pytest.raises(SystemExit) as stop:
        main(["parity", *map(str, words)])
    return stop.value.code


def test_adapters_on_a_model_that_sees_score_alike_however_they_are_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    adapted(tiny_qwen2_5_vl(tmp_path / "base")).save_pretrained(tmp_path / "model")
    assert not run(tmp_path / "model", "--json", tmp_path / "found.json")
    said = capsys.readouterr().out
    found = json.loads((tmp_path / "found.json").read_text())["ways"]
    assert [d["way"] for d in found] == ["saved and loaded", "command line", "server", *WAYS, "split", "pack"]
    for d in found:
        assert d["outcome"] == "ok" and d["n"] == 29 and d["largest"] <= d["tolerance"]
        assert f"{d['largest']:.1e}" in said
    assert "29 responses have one score each, in 12 ways" in said


def test_it_fails_where_scores_differ(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A head that reads position -1, on a file of one's own; the command line's process has the sound one."""
    RewardModel.create(tiny_text(tmp_path / "base")).save_pretrained(tmp_path / "model")
    sound = linear.forward

    def last_position(self: linear, hidden_RLH: torch.Tensor, pool_RL: torch.Tensor) -> torch.Tensor:
        return sound(self, hidden_RLH[:, -1:], pool_RL.any(1, keepdim=True))

    monkeypatch.setattr(linear, "forward", last_position)
    cut = replace(answer("There are"), complete=False)  # ends with no token that padding could be taken for
    said = [cut, answer("There are three."), answer("I count four of them.")]
    write([Sample(id="own", prompt=(user("How many?"),), responses=tuple(said))], tmp_path / "own.jsonl")
    words = ["--data", tmp_path / "own.jsonl", "--json", tmp_path / "found.json"]
    assert run(tmp_path / "model", *words) == 1
    shown = capsys.readouterr()
    assert "depends on how it is asked for: padded right (float32), pad = eos (float32)" in shown.err
    found = json.loads((tmp_path / "found.json").read_text())["ways"]
    precise = {d["way"]: d["outcome"] for d in found if d["precision"] == "float32"}
    assert {way for way, outcome in precise.items() if outcome == "FAIL"} == {"padded right", "pad = eos"}
    assert "FAIL" in shown.out and {d["n"] for d in found} == {3}


def test_what_cannot_be_compared_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("plaudit-tiny") == 2
    assert "it has no head to score with" in capsys.readouterr().err
    RewardModel.create(tiny_text(tmp_path / "base")).save_pretrained(tmp_path / "model")
    seen = Sample(id="seen", prompt=(user(Image(picture(9, 9))),), responses=(answer("A star."),))
    write([seen], tmp_path / "seen.jsonl")
    assert run(tmp_path / "model", "--data", tmp_path / "seen.jsonl") == 1
    assert "takes no image" in capsys.readouterr().err
